import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { RollingMoments } from '../kernels/rolling-moments.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { barsIn, DAY } from '../time.ts';

export const VOLATILITY_REGIMES = ['STABLE', 'HIGH_VOL', 'EXPLOSIVE', 'EXTREME'] as const;

/** Volatility regime from realizedVol (SPEC §5.3). */
class VolatilityRegime implements Kernel {
  /** Previous regime, then for each regime: bars so far, and those of them followed by the same regime. */
  readonly stateSize = 9;
  private readonly vol: Column;
  private readonly regime: Column;
  private readonly multiplier: Column;
  private readonly ratio: Column;
  private readonly clustering: Column;
  private readonly predictability: Column;
  private readonly baseline: RollingMoments;
  /** Where HIGH_VOL, EXPLOSIVE and EXTREME begin; MEDIUM and HIGH predictability; then the risk multipliers. */
  private readonly limits: Float64Array;
  /** Bars in each regime so far, then those of them that were followed by the same regime. */
  private readonly counts = new Float64Array(8);
  /** The regime of the row before; −1 where it is not known. */
  private previous = -1;

  constructor(scope: MetricScope) {
    const c = scope.config.volatility;
    this.vol = scope.input('realizedVol');
    this.regime = scope.output('volatilityRegime');
    this.multiplier = scope.output('riskMultiplier');
    this.ratio = scope.output('volatilityRatio');
    this.clustering = scope.output('volatilityClustering');
    this.predictability = scope.output('volatilityPredictability');
    this.baseline = new RollingMoments([this.vol], barsIn(c.baselineDays * DAY, scope.timeframe), scope.tape);
    this.limits = Float64Array.of(c.highVol, c.explosive, c.extreme, c.medium, c.high, ...c.riskMultipliers);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const vol = this.vol.block;
    const at = this.vol.place + i;
    const out = this.ratio.block;
    const regime = this.regime.place + i;
    const multiplier = this.multiplier.place + i;
    const clustering = this.clustering.place + i;
    const predictability = this.predictability.place + i;
    const limits = this.limits;
    const counts = this.counts;
    const baseline = this.baseline;
    const previous = this.previous;
    const value = vol[at];
    baseline.enter(i);
    baseline.upTo(0, vol, at);
    const mean = baseline.mean;
    out[this.ratio.place + i] = mean > 0 ? value / mean : 0 / 0;
    if (!(value >= 0)) {
      this.previous = -1;
      out[regime] = out[multiplier] = out[clustering] = out[predictability] = 0 / 0;
      return;
    }
    const state = value > limits[2] ? 3 : value >= limits[1] ? 2 : value >= limits[0] ? 1 : 0;
    out[regime] = state;
    out[multiplier] = limits[5 + state];
    if (previous >= 0) {
      counts[previous]++;
      if (previous === state) counts[4 + previous]++;
    }
    this.previous = state;
    // 0/0 where this regime has not been left or kept yet.
    const share = counts[4 + state] / counts[state];
    out[clustering] = share;
    out[predictability] = share >= limits[4] ? 2 : share >= limits[3] ? 1 : 0 * share;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.previous >= 0 ? this.previous : NaN;
    into.set(this.counts, at + 1);
  }

  load(from: Float64Array, at: number): void {
    this.previous = from[at] >= 0 ? from[at] : -1;
    this.counts.set(from.subarray(at + 1, at + 9));
    this.baseline.reset();
  }
}

export const volatilityRegime: MetricDefinition = {
  columns: [
    {
      name: 'volatilityRegime',
      unit: 'state',
      meaning: 'volatility regime',
      formula: 'realizedVol below 1 %, 1–5 %, 5–10 %, above 10 %',
      warmUp: '24 h',
      words: { ...VOLATILITY_REGIMES },
    },
    {
      name: 'riskMultiplier',
      unit: '×',
      meaning: 'risk multiplier of the volatility regime',
      formula: '0.7, 1.2, 1.8, 2.5',
      warmUp: '24 h',
    },
    {
      name: 'volatilityRatio',
      unit: '×',
      meaning: 'realizedVol beside its 30-day mean',
      formula: 'realizedVol / mean of realizedVol over 30 days, current bar included',
      warmUp: '31 days',
    },
    {
      name: 'volatilityClustering',
      unit: 'fraction',
      meaning: 'how often this regime was followed by itself',
      formula: 'share of earlier bars in this regime that were followed by the same regime',
      warmUp: 'until the regime has been left or kept once',
    },
    {
      name: 'volatilityPredictability',
      unit: 'state',
      meaning: 'predictability of the regime, from its clustering',
      formula: 'LOW below 0.8, MEDIUM from 0.8, HIGH from 0.95',
      warmUp: 'as volatilityClustering',
      words: { 0: 'LOW', 1: 'MEDIUM', 2: 'HIGH' },
    },
  ],
  needs: ['realizedVol'],
  stage: 'lane',
  make: (scope) => new VolatilityRegime(scope),
};
