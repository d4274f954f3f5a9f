/**
 * Small changes to the built engine that the recorded suites must see. `from` stands in the file exactly once.
 *
 * @typedef {object} Mutant
 * @property {string} what
 * @property {string} file under engine/dist
 * @property {string} from
 * @property {string} to
 * @property {string} [field] what the report has to name
 */

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    what: 'percentage change: x 101',
    file: 'kernels/pct-change.js',
    from: '(100 * (value',
    to: '(101 * (value',
    field: 'oiDeltaPct',
  },
  {
    what: 'z-score: n in the denominator',
    file: 'kernels/z-score.js',
    from: 'this.#window.window - 1',
    to: 'this.#window.window - 0',
    field: 'oiZ',
  },
  {
    what: 'z-score: clipped at no lower limit',
    file: 'kernels/z-score.js',
    from: 'z < -limit ? -limit',
    to: 'z < -limit ? +limit',
    field: 'oiZ',
  },
  {
    what: 'RSI: 101 for 100',
    file: 'kernels/wilder-rsi.js',
    from: 'loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;\n',
    to: 'loss > 0 ? 101 - 100 / (1 + gain / loss) : 100;\n',
    field: 'rsi',
  },
  {
    what: 'EMA: alpha 2/(n+2)',
    file: 'kernels/ema.js',
    from: '2 / (this.#n + 1)',
    to: '2 / (this.#n + 2)',
    field: 'ema12',
  },
  {
    what: 'ATR: high + low',
    file: 'kernels/wilder-atr.js',
    from: 'high[i] - low[i]',
    to: 'high[i] + low[i]',
    field: 'atr',
  },
  {
    what: 'taker flow: sells counted as buys',
    file: 'metrics/taker-flow.js',
    from: 'volume[i] - buy',
    to: 'volume[i] + buy',
    field: 'cvdDelta',
  },
  {
    what: 'CVD: never begins anew',
    file: 'metrics/cvd.js',
    from: 'time[i] >= dayEnd',
    to: 'time[i] < -dayEnd',
    field: 'cvd',
  },
  { what: 'OBV: the other sign', file: 'metrics/obv.js', from: 'sum + step', to: 'sum - step', field: 'obv' },
  {
    what: 'realised volatility: n - 2',
    file: 'metrics/realized-vol.js',
    from: 'n / (n - 1)',
    to: 'n / (n - 2)',
    field: 'realizedVol',
  },
  {
    what: 'correlation: weight by k + 1',
    file: 'kernels/rolling-correlation.js',
    from: '(this.window - k) * k',
    to: '(this.window - k) * (k+1)',
    field: 'oiPriceCorr',
  },
  {
    what: 'tier 1: at least for above',
    file: 'signals/tiers.js',
    from: 'z > c.oiZ',
    to: 'z >= c.oiZ - 0.1',
    field: 'confluence',
  },
  {
    what: 'tier 2: two conditions are enough',
    file: 'signals/tiers.js',
    from: 'held === 3',
    to: 'held >= 2',
    field: 'tiersOfBar',
  },
  {
    what: 'tier 3: any open-interest change',
    file: 'signals/tiers.js',
    from: 'oi > c.flowOiDeltaPct',
    to: 'oi < c.flowOiDeltaPct',
    field: 'tiersOfBar',
  },
  {
    what: 'tier 4: funding below',
    file: 'signals/tiers.js',
    from: 'funding[i] > c.caution',
    to: 'funding[i] < c.caution',
    field: 'tiersOfBar',
  },
  {
    what: 'tier 5: one side only',
    file: 'signals/tiers.js',
    from: 'd < -c.divergence',
    to: 'd < -c.divergence * 9',
    field: 'tiersOfBar',
  },
  {
    what: 'bias: fade ignored',
    file: 'signals/tiers.js',
    from: 'c.fade ? -1 : 1',
    to: 'c.fade ? +1 : 1',
    field: 'bias',
  },
  {
    what: 'divergence: difference to twice the mean',
    file: 'symbol-group.js',
    from: 'oiDeltaPct.data[i] - mean',
    to: 'oiDeltaPct.data[i] + mean',
    field: 'oiVsVenues',
  },
  {
    what: 'cascade: severity begins later',
    file: 'detectors/cascade.js',
    from: 'speed >= steps[k]',
    to: 'speed >= 2*steps[k]',
    field: 'cascadeSeverity',
  },
  {
    what: 'cascade: dominance turned round',
    file: 'detectors/cascade.js',
    from: 'share >= longDominated',
    to: 'share <= longDominated',
    field: 'cascadeDominance',
  },
  {
    what: 'funding: reversal probability + 1',
    file: 'detectors/funding-anomaly.js',
    from: '(this.#cameBack + 1)',
    to: '(this.#cameBack + 2)',
    field: 'fundingReversalProbability',
  },
  {
    what: 'volatility: EXPLOSIVE from 0',
    file: 'detectors/volatility-regime.js',
    from: 'vol >= explosive ? 2',
    to: 'vol >= explosive ? 1',
    field: 'volatilityRegime',
  },
  {
    what: 'regime: down is up',
    file: 'detectors/trend-regime.js',
    from: 'score < -threshold ? -1',
    to: 'score < -threshold ? +1',
    field: 'regime',
  },
  {
    what: 'correlation break: spread signal at half',
    file: 'detectors/correlation-pair.js',
    from: '> this.#config.spreadZ',
    to: '> this.#config.spreadZ / 2',
    field: 'pairSignal',
  },
  {
    what: 'broker: slippage in favour',
    file: 'simulation/broker.js',
    from: 'price * (1 + side * slippageAt',
    to: 'price * (1 - side * slippageAt',
  },
  {
    what: 'broker: funding with the wrong sign',
    file: 'simulation/funding.js',
    from: '-p.side * p.size',
    to: '+p.side * p.size',
  },
  {
    what: 'broker: target before stop',
    file: 'simulation/intrabar.js',
    from: 'low <= level : high >= level',
    to: 'low < level/2 : high >= level',
  },
  {
    what: 'broker: short targets never hit',
    file: 'simulation/intrabar.js',
    from: 'high >= p.target : low <= p.target;',
    to: 'high >= p.target : low <= -p.target;',
  },
  {
    what: 'broker: liquidation ignored',
    file: 'simulation/intrabar.js',
    from: 'p.liquidation >= level',
    to: 'p.liquidation < level',
  },
  {
    what: 'broker: one bar longer',
    file: 'simulation/trader.js',
    from: 'held >= strategy.maxHolding',
    to: 'held > strategy.maxHolding',
  },
  {
    what: 'broker: one entry more',
    file: 'simulation/trader.js',
    from: 'position.entries < strategy.pyramiding',
    to: 'position.entries <= strategy.pyramiding',
  },
  {
    what: 'sizing: equity x 101',
    file: 'simulation/sizing.js',
    from: 'leverage) / 100',
    to: 'leverage) / 101',
  },
];
