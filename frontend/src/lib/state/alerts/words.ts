import type { QuietHours, TargetKind, Topic } from './wire.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const clockOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** `quiet 22:00–06:00 UTC` */
export const quietText = ({ fromMinute, toMinute }: QuietHours): string =>
  `quiet ${clockOf(fromMinute)}–${clockOf(toMinute)} UTC`;

export const KIND_NAMES: Readonly<Record<TargetKind, string>> = {
  http: 'HTTP',
  discord: 'Discord',
  telegram: 'Telegram',
  slack: 'Slack',
  email: 'E-mail',
};

/** Requests a minute when none is given (docs/alerts.md). */
export const PER_MINUTE: Readonly<Record<TargetKind, number>> = {
  http: 6_000,
  discord: 28,
  telegram: 19,
  slack: 55,
  email: 30,
};

export const TOPIC_NAMES: Readonly<Record<Topic, string>> = {
  all: 'Everything',
  cascade: 'Liquidation cascades',
  funding: 'Funding anomalies',
  volatility: 'Volatility regimes',
  correlation: 'Correlation breaks',
  regime: 'Trend regimes',
  signal: 'Tiers',
  rule: 'Own rules',
};

/** `LIQUIDATION_CASCADE` as people say it. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  SIGNAL: 'Tier',
  RULE: 'Own rule',
  LIQUIDATION_CASCADE: 'Cascade',
  FUNDING_ANOMALY: 'Funding',
  VOLATILITY_REGIME: 'Volatility',
  REGIME_CONFIRMED: 'Trend regime',
  CORRELATION_BREAK: 'Correlation',
  TEST: 'Test',
};
