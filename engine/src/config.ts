/** Windows and clips of the metrics (SPEC §3). */
export interface MetricConfig {
  /** Values in a z-score's window. */
  zWindow: number;
  /** Z is clipped to ± this. */
  zClip: number;
  /** imbalancePct is clipped to ± this on timeframes of 5m and longer. */
  imbalanceClip: number;
  rsiPeriod: number;
  atrPeriod: number;
  emaFast: number;
  emaSlow: number;
  /** |oiPriceCorr| above this is flagged. */
  correlationFlag: number;
}

/** Thresholds of confluence, bias and tiers (SPEC §4). */
export interface SignalConfig {
  oiZ: number;
  globalLongShort: number;
  /** |imbalancePct| must exceed this: confluence, tier 2 and the bias. */
  imbalancePct: number;
  /** Confluence triggers above this share. */
  confluence: number;
  flowOiDeltaPct: number;
  cautionFundingRate: number;
  cautionOiDeltaPct: number;
  divergence: number;
  clusterSignals: number;
  clusterBars: number;
  /** Turns the bias round: trade against the crowd. */
  fade: boolean;
}

/** Liquidation cascade (SPEC §5.1). USD and USD per hour. */
export interface CascadeConfig {
  totalUsd: number;
  velocityUsdPerHour: number;
  /** Multiples of the velocity at which severity 1…5 begins. */
  severity: readonly [number, number, number, number, number];
  longDominated: number;
  shortDominated: number;
  /** Width of a price bin, as a fraction. */
  binWidth: number;
  levels: number;
}

/** Funding anomaly (SPEC §5.2), in settlements. */
export interface FundingConfig {
  window: number;
  anomaly: number;
  extreme: number;
  persistence: number;
  reversalWithin: number;
  calm: number;
}

/** Volatility regime (SPEC §5.3). Percent per 24 h. */
export interface VolatilityConfig {
  highVol: number;
  explosive: number;
  extreme: number;
  riskMultipliers: readonly [number, number, number, number];
  /** Clustering probability from which predictability is MEDIUM and HIGH. */
  medium: number;
  high: number;
  baselineDays: number;
}

/** Multi-timeframe regime on 1h, 4h, 1d and 1w (SPEC §5.4). */
export interface RegimeConfig {
  emaFast: number;
  emaSlow: number;
  atr: number;
  /** (EMA12 − EMA26)/ATR14 beyond ± this is a trend. */
  threshold: number;
  /** Timeframes that must agree for a consensus. */
  consensus: number;
}

/** Correlation breaks between pairs of the watched set (SPEC §5.5). */
export interface CorrelationConfig {
  /** Symbols whose pairs are watched; every symbol of the market when empty. */
  watched: readonly string[];
  /** At most this many symbols, in the market's order. */
  maxSymbols: number;
  baselineDays: number;
  sigma: number;
  fall: number;
  maxLag: number;
  spreadZ: number;
}

/** Pairs whose columns a market computes (SPEC §6). */
export interface PairsConfig {
  /** `ETH/USDT:USDT ~ BTC/USDT:USDT method=kalman window=480`: columns `pair.z`, … on the lane of the first symbol. */
  declared: readonly string[];
}

/** Everything that can be tuned. Immutable: a change makes a new one. */
export interface EngineConfig {
  metrics: MetricConfig;
  signals: SignalConfig;
  cascade: CascadeConfig;
  funding: FundingConfig;
  volatility: VolatilityConfig;
  regime: RegimeConfig;
  correlation: CorrelationConfig;
  /** Left out of configurations that were stored before there were any. */
  pairs?: PairsConfig;
  /** Overrides of `metrics` and `signals` for single symbols. */
  symbols: Readonly<Record<string, SymbolOverride>>;
}

/** Parts of the configuration whose numbers can be changed one by one, by name: `signals.oiZ`. */
export const NUMBER_SECTIONS = [
  'metrics',
  'signals',
  'cascade',
  'funding',
  'volatility',
  'regime',
] as const satisfies readonly (keyof EngineConfig)[];

export interface SymbolOverride {
  metrics?: Partial<MetricConfig>;
  signals?: Partial<SignalConfig>;
  cascade?: Partial<CascadeConfig>;
  funding?: Partial<FundingConfig>;
  volatility?: Partial<VolatilityConfig>;
}

export const DEFAULT_CONFIG: EngineConfig = {
  metrics: {
    zWindow: 20,
    zClip: 10,
    imbalanceClip: 50,
    rsiPeriod: 14,
    atrPeriod: 14,
    emaFast: 12,
    emaSlow: 26,
    correlationFlag: 0.6,
  },
  signals: {
    oiZ: 2.5,
    globalLongShort: 2,
    imbalancePct: 3,
    confluence: 0.66,
    flowOiDeltaPct: 1,
    cautionFundingRate: 0.0001,
    cautionOiDeltaPct: 0,
    divergence: 2,
    clusterSignals: 3,
    clusterBars: 12,
    fade: false,
  },
  cascade: {
    totalUsd: 500_000,
    velocityUsdPerHour: 200_000,
    severity: [1, 2.5, 5, 10, 25],
    longDominated: 0.6,
    shortDominated: 0.4,
    binWidth: 0.0025,
    levels: 3,
  },
  funding: { window: 90, anomaly: 2, extreme: 3, persistence: 30, reversalWithin: 3, calm: 1 },
  volatility: {
    highVol: 1,
    explosive: 5,
    extreme: 10,
    riskMultipliers: [0.7, 1.2, 1.8, 2.5],
    medium: 0.8,
    high: 0.95,
    baselineDays: 30,
  },
  regime: { emaFast: 12, emaSlow: 26, atr: 14, threshold: 0.5, consensus: 3 },
  correlation: {
    watched: ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'],
    maxSymbols: 20,
    baselineDays: 30,
    sigma: 2,
    fall: 0.4,
    maxLag: 12,
    spreadZ: 2,
  },
  pairs: { declared: [] },
  symbols: {},
};

/** The configuration that holds for one symbol: the global one with the symbol's overrides on top. */
export function configFor(config: EngineConfig, symbol: string): EngineConfig {
  const own = Object.hasOwn(config.symbols, symbol) ? config.symbols[symbol] : undefined;
  if (!own) return config;
  return {
    ...config,
    metrics: { ...config.metrics, ...own.metrics },
    signals: { ...config.signals, ...own.signals },
    cascade: { ...config.cascade, ...own.cascade },
    funding: { ...config.funding, ...own.funding },
    volatility: { ...config.volatility, ...own.volatility },
  };
}
