import type { Column } from '../column.ts';
import type { VolatilityConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import { SCRATCH } from '../kernels/block.ts';
import { RollingMoments } from '../kernels/rolling-moments.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { barsIn, DAY } from '../time.ts';

export const VOLATILITY_REGIMES = ['STABLE', 'HIGH_VOL', 'EXPLOSIVE', 'EXTREME'] as const;

/** Volatility regime from realizedVol (SPEC §5.3). */
class VolatilityRegime implements Kernel {
  /** Previous regime, then for each regime: bars so far, and those of them followed by the same regime. */
  readonly stateSize = 9;
  readonly #vol: Column;
  readonly #out: Column[];
  readonly #config: VolatilityConfig;
  readonly #baseline: RollingMoments;
  readonly #phase: () => number;
  readonly #bars = new Float64Array(4);
  readonly #stayed = new Float64Array(4);
  #previous = NaN;

  constructor(scope: MetricScope) {
    this.#vol = scope.input('realizedVol');
    this.#out = volatilityRegime.columns.map((column) => scope.output(column.name));
    this.#config = scope.config.volatility;
    this.#baseline = new RollingMoments(
      [this.#vol],
      barsIn(this.#config.baselineDays * DAY, scope.timeframe),
    );
    this.#phase = scope.phase;
  }

  advance(from: number, to: number): void {
    const out = this.#out;
    const regime = out[0].data;
    const multiplier = out[1].data;
    const ratio = out[2].data;
    const clustering = out[3].data;
    const predictability = out[4].data;
    const { riskMultipliers, medium, high } = this.#config;
    const vol = this.#vol.data;
    const moments = SCRATCH;
    this.#baseline.advance(from, to, this.#phase, true, moments);
    for (let i = from; i < to; i++) {
      const value = vol[i];
      const state = this.#classify(value);
      regime[i] = state;
      multiplier[i] = state === state ? riskMultipliers[state] : NaN;
      const mean = moments[2 * (i - from)];
      ratio[i] = mean > 0 ? value / mean : NaN;
      const share = this.#follow(state);
      clustering[i] = share;
      predictability[i] = share >= high ? 2 : share >= medium ? 1 : share >= 0 ? 0 : NaN;
    }
  }

  #classify(vol: number): number {
    const { highVol, explosive, extreme } = this.#config;
    return vol > extreme ? 3 : vol >= explosive ? 2 : vol >= highVol ? 1 : vol >= 0 ? 0 : NaN;
  }

  /** Counts the transition into `state`; share of earlier bars in it that were followed by it. */
  #follow(state: number): number {
    const previous = this.#previous;
    this.#previous = state;
    if (state !== state) return NaN;
    if (previous === previous) {
      this.#bars[previous]++;
      if (previous === state) this.#stayed[previous]++;
    }
    return this.#bars[state] > 0 ? this.#stayed[state] / this.#bars[state] : NaN;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#previous;
    into.set(this.#bars, at + 1);
    into.set(this.#stayed, at + 5);
  }

  load(from: Float64Array, at: number): void {
    this.#previous = from[at];
    this.#bars.set(from.subarray(at + 1, at + 5));
    this.#stayed.set(from.subarray(at + 5, at + 9));
    this.#baseline.reset();
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
