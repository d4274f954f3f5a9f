/** The services that alerts can be sent to. */
export const TARGET_KINDS = ['http', 'discord', 'telegram', 'slack', 'email'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** The kinds of events that a target can ask for (SPEC §8: the words of `WEBHOOKS_…`). */
export const TOPICS = [
  'all',
  'cascade',
  'funding',
  'volatility',
  'correlation',
  'regime',
  'signal',
  'rule',
] as const;
export type Topic = (typeof TOPICS)[number];

const TOPIC_OF: Readonly<Record<string, Topic>> = {
  LIQUIDATION_CASCADE: 'cascade',
  FUNDING_ANOMALY: 'funding',
  VOLATILITY_REGIME: 'volatility',
  CORRELATION_BREAK: 'correlation',
  REGIME_CONFIRMED: 'regime',
  SIGNAL: 'signal',
  RULE: 'rule',
};

/** Every event type that is ever sent. */
export const EVENT_NAMES = [...Object.keys(TOPIC_OF), 'TEST'];

/** What is told together: alerts of one bar and symbol, all of one bar, or each by itself. */
export const GROUPINGS = ['symbol', 'bar', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Whether a target that asked for `topics` gets events of a type; test events go to whom they are sent. */
export function wants(topics: readonly Topic[], eventType: string): boolean {
  const topic = TOPIC_OF[eventType];
  return topics.includes('all') || (topic !== undefined && topics.includes(topic));
}

export interface TargetOptions {
  /** Telegram: the chat that the bot writes to. */
  readonly chatId?: string;
  /** E-mail: sender and receivers. */
  readonly from?: string;
  readonly to?: readonly string[];
  /** Plain HTTP: several events in one request. */
  readonly batch?: boolean;
  /** People are told of a bar and symbol once; programs get each event by itself, unless they ask otherwise. */
  readonly group?: Grouping;
  /** Requests per minute; each kind has a default below its service's limit. */
  readonly perMinute?: number;
  /** Least severity that is sent; 1 sends everything. */
  readonly minSeverity?: number;
}

/** A target with its secrets open: only the sender sees one. */
export interface Target {
  readonly id: string;
  readonly name: string;
  readonly kind: TargetKind;
  readonly url: string;
  /** Signs plain HTTP requests; authorises at a mail gateway. */
  readonly secret: string | null;
  readonly topics: readonly Topic[];
  readonly options: TargetOptions;
  readonly enabled: boolean;
}

/** Requests per minute a service takes from one sender: Discord 30 per channel, Telegram 20 per group, Slack 60. */
export const PER_MINUTE: Readonly<Record<TargetKind, number>> = {
  http: 6_000,
  discord: 28,
  telegram: 19,
  slack: 55,
  email: 30,
};
