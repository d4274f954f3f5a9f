import { DEFAULT_CONFIG, type EngineConfig } from '@hindcast/engine';

/** Which values a threshold may have. */
export interface ThresholdRange {
  min: number;
  max: number;
  /** Bars, settlements, days, symbols: nothing in between. */
  whole: boolean;
}

interface Entry extends ThresholdRange {
  label: string;
  unit: string;
  meaning: string;
}

export interface SectionEntry {
  title: string;
  meaning: string;
  /** Whether single symbols may have their own. */
  perSymbol: boolean;
  fields: Readonly<Record<string, Entry>>;
}

const LARGEST = 1e15;
/** No window so long that it is nothing but memory. */
const MOST = 10_000;

type Range = readonly [min: number, max: number, whole: boolean];
const ANY: Range = [0, LARGEST, false];
/** Of a change, which may be a fall. */
const EITHER_WAY: Range = [-LARGEST, LARGEST, false];
const SHARE: Range = [0, 1, false];
const COUNT: Range = [1, MOST, true];
/** A window of one value has no deviation. */
const WINDOW: Range = [2, MOST, true];
/** A bin without width holds no price. */
const BIN: Range = [0.0001, 1, false];

const of = (range: Range, label: string, unit: string, meaning: string): Entry => ({
  ...{ label, unit, meaning },
  ...{ min: range[0], max: range[1], whole: range[2] },
});

/** What of the engine can be set (SPEC §3–5), in the order in which it is shown: every setting of a section is here. */
export const THRESHOLD_SECTIONS: Readonly<Record<string, SectionEntry>> = {
  signals: {
    title: 'Tiers',
    meaning: 'When a bar carries one of the six tiers, and which way it points.',
    perSymbol: true,
    fields: {
      oiZ: of(
        ANY,
        'Open interest Z',
        'σ',
        'Tiers 1 and 2, confluence: the change of open interest is above this.',
      ),
      globalLongShort: of(
        ANY,
        'Long / short',
        'ratio',
        'Tier 2, confluence: long accounts to short accounts are above this.',
      ),
      imbalancePct: of(ANY, 'Imbalance', '%', 'Tier 2, confluence, bias: its size is above this.'),
      confluence: of(SHARE, 'Confluence', 'share', 'Share of the three conditions above which it triggers.'),
      flowOiDeltaPct: of(
        ANY,
        'Flow',
        '% OI',
        'Tier 3: open interest grows by more, with CVD and price one way.',
      ),
      cautionFundingRate: of(
        ANY,
        'Caution: funding',
        'rate',
        'Tier 4: the funding rate is above this (0.0001 is 0.01 %).',
      ),
      cautionOiDeltaPct: of(
        EITHER_WAY,
        'Caution: open interest',
        '% OI',
        'Tier 4: the change of open interest is below this.',
      ),
      divergence: of(ANY, 'Divergence', 'σ', 'Tier 5: open interest differs from other venues by more.'),
      clusterSignals: of(
        COUNT,
        'Cluster: signals',
        'signals',
        'Tier 6: so many signals of tiers 1 to 3 on a symbol …',
      ),
      clusterBars: of(COUNT, 'Cluster: bars', 'bars', '… within so many bars.'),
      fade: of(ANY, 'Fade', '', 'Turns the bias round: trade against the crowd.'),
    },
  },
  cascade: {
    title: 'Liquidation cascade',
    meaning: 'Over a sliding hour of liquidations.',
    perSymbol: true,
    fields: {
      totalUsd: of(ANY, 'Total', 'USD', 'Liquidated within the hour, at least.'),
      velocityUsdPerHour: of(ANY, 'Velocity', 'USD/h', 'Liquidated per hour, at least.'),
      severity: of(
        ANY,
        'Severity',
        '× velocity',
        'Multiples of the velocity at which severity 1 to 5 begins.',
      ),
      longDominated: of(SHARE, 'Long-dominated', 'share', 'From this share of longs.'),
      shortDominated: of(SHARE, 'Short-dominated', 'share', 'Down from this share of longs.'),
      binWidth: of(
        BIN,
        'Price bin',
        'fraction',
        'Width of a bin for support and resistance (0.0025 is 0.25 %).',
      ),
      levels: of(COUNT, 'Levels', 'levels', 'Of support and of resistance, each.'),
    },
  },
  funding: {
    title: 'Funding anomaly',
    meaning: 'The settled rate beside the settlements before it.',
    perSymbol: true,
    fields: {
      window: of(WINDOW, 'Window', 'settlements', 'With which a rate is compared.'),
      anomaly: of(ANY, 'Anomaly', 'σ', 'From this size of Z.'),
      extreme: of(ANY, 'Extreme', 'σ', 'From this size of Z.'),
      persistence: of(
        COUNT,
        'Persistence over',
        'settlements',
        'Of which the anomalous ones of one sign are counted.',
      ),
      reversalWithin: of(
        COUNT,
        'Reversal within',
        'settlements',
        'In which an anomaly has to come back to count as reversed.',
      ),
      calm: of(ANY, 'Calm', 'σ', 'Inside this size of Z it has come back.'),
    },
  },
  volatility: {
    title: 'Volatility regime',
    meaning: 'Of the volatility realised over 24 hours.',
    perSymbol: true,
    fields: {
      highVol: of(ANY, 'HIGH_VOL', '%', 'From this volatility; STABLE below.'),
      explosive: of(ANY, 'EXPLOSIVE', '%', 'From this volatility.'),
      extreme: of(ANY, 'EXTREME', '%', 'Above this volatility.'),
      riskMultipliers: of(ANY, 'Risk multipliers', '×', 'In STABLE, HIGH_VOL, EXPLOSIVE, EXTREME.'),
      medium: of(
        SHARE,
        'Predictability MEDIUM',
        'probability',
        'From this probability that the regime stays.',
      ),
      high: of(SHARE, 'Predictability HIGH', 'probability', 'From this probability that the regime stays.'),
      baselineDays: of(COUNT, 'Baseline', 'days', 'Whose mean the volatility is set beside.'),
    },
  },
  regime: {
    title: 'Multi-timeframe regime',
    meaning: 'Trend on 1h, 4h, 1d and 1w.',
    perSymbol: false,
    fields: {
      emaFast: of(COUNT, 'Fast EMA', 'bars', 'Of the closes.'),
      emaSlow: of(COUNT, 'Slow EMA', 'bars', 'Of the closes.'),
      atr: of(COUNT, 'ATR', 'bars', 'By which their distance is divided.'),
      threshold: of(ANY, 'Trend', 'ATR', 'Beyond this distance, up or down, it is a trend.'),
      consensus: of([1, 4, true], 'Consensus', 'timeframes', 'That have to agree.'),
    },
  },
  correlation: {
    title: 'Correlation break',
    meaning: 'Between each two of the symbols that are compared, over 24 hours.',
    perSymbol: false,
    fields: {
      watched: of(ANY, 'Symbols', '', 'Whose pairs are compared.'),
      maxSymbols: of(COUNT, 'Symbols at most', 'symbols', 'In the order of the market.'),
      baselineDays: of(COUNT, 'Baseline', 'days', 'With whose correlations the present one is compared.'),
      sigma: of(ANY, 'Break', 'σ', 'Further than this from the baseline …'),
      fall: of(ANY, 'Fall', 'r', '… or this far below it.'),
      maxLag: of(COUNT, 'Longest lag', 'bars', 'At which a leader is looked for.'),
      spreadZ: of(ANY, 'Pair signal', 'σ', 'During a break, when the spread is further out than this.'),
    },
  },
  metrics: {
    title: 'Metrics',
    meaning: 'Windows and clips of what tiers and detectors are made of.',
    perSymbol: true,
    fields: {
      zWindow: of(WINDOW, 'Z window', 'bars', 'Of every Z.'),
      zClip: of(ANY, 'Z clip', 'σ', 'No Z is further out than this.'),
      imbalanceClip: of(ANY, 'Imbalance clip', '%', 'On timeframes of 5m and longer.'),
      rsiPeriod: of(COUNT, 'RSI', 'bars', 'Period of the RSI.'),
      atrPeriod: of(COUNT, 'ATR', 'bars', 'Period of the ATR.'),
      emaFast: of(COUNT, 'Fast EMA', 'bars', 'Period of ema12.'),
      emaSlow: of(COUNT, 'Slow EMA', 'bars', 'Period of ema26.'),
      correlationFlag: of(
        SHARE,
        'Price correlation',
        'r',
        'Open interest and price: a size above this is flagged.',
      ),
    },
  },
};

/** The range of a threshold; undefined for what there is not. */
export function rangeOf(section: string, name: string): ThresholdRange | undefined {
  const fields = Object.hasOwn(THRESHOLD_SECTIONS, section) ? THRESHOLD_SECTIONS[section].fields : {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Whether it is a number that the range allows. */
export function isWithin(value: unknown, { min, max, whole }: ThresholdRange): boolean {
  return typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** The range in words: `a whole number from 2 to 10000`. */
export function rangeText({ min, max, whole }: ThresholdRange): string {
  const text = (limit: number): string =>
    Math.abs(limit) >= LARGEST ? limit.toExponential(0).replace('+', '') : String(limit);
  return `a ${whole ? 'whole ' : ''}number from ${text(min)} to ${text(max)}`;
}

/** What a threshold is as the engine ships. */
export function defaultOf(section: string, name: string): unknown {
  return (DEFAULT_CONFIG[section as keyof EngineConfig] as unknown as Record<string, unknown>)[name];
}
