import type { Column } from '../column.ts';
import type { RegimeConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { timeframeMs } from '../time.ts';
import { ClosedBars } from './closed-bars.ts';

export const TREND_WORDS = { [-1]: 'SPOT_COOLING', 0: 'SPOT_NEUTRAL', 1: 'SPOT_IGNITION' } as const;

/**
 * Multi-timeframe regime (SPEC §5.4): on each timeframe, the trend score of its closed bars beyond ±0.5.
 *
 * Primary: the regime with the most timeframes, the longest timeframe deciding a tie. Agreement: how many of the four
 * share it. Confidence: agreement/4 × mean strength of those × 100, the strength of a trend being |score|/(2 × threshold) up to 1,
 * that of a neutral 1 − |score|/threshold. A timeframe shorter than the lane's bars, or still warming up, has no vote.
 */
class TrendRegime implements Kernel {
  readonly stateSize: number;
  readonly #config: RegimeConfig;
  readonly #bars: (ClosedBars | null)[];
  readonly #inputs: [high: Column, low: Column, close: Column, openTime: Column];
  readonly #votes: Column[];
  readonly #summary: Column[];
  readonly #barMs: number;
  readonly #scores: Float64Array;

  constructor(scope: MetricScope) {
    this.#config = scope.config.regime;
    this.#barMs = timeframeMs(scope.timeframe);
    const { timeframes, emaFast, emaSlow, atr } = this.#config;
    this.#bars = timeframes.map((timeframe) =>
      timeframeMs(timeframe) < this.#barMs ? null : new ClosedBars(timeframe, emaFast, emaSlow, atr),
    );
    this.#scores = new Float64Array(timeframes.length);
    this.#inputs = [scope.input('high'), scope.input('low'), scope.input('close'), scope.openTime];
    const out = trendRegime.columns.map((column) => scope.output(column.name));
    this.#votes = out.slice(0, 4);
    this.#summary = out.slice(4);
    this.stateSize = this.#bars.reduce((sum, bars) => sum + (bars?.stateSize ?? 0), 0);
  }

  advance(from: number, to: number): void {
    const inputs = this.#inputs;
    const high = inputs[0].data;
    const low = inputs[1].data;
    const close = inputs[2].data;
    const time = inputs[3].data;
    for (let i = from; i < to; i++) {
      const open = time[i];
      for (let k = 0; k < this.#bars.length; k++) {
        const bars = this.#bars[k];
        const score = bars ? bars.push(open, open + this.#barMs, high[i], low[i], close[i]) : NaN;
        this.#scores[k] = score;
        this.#votes[k].data[i] = this.#vote(score);
      }
      this.#summarise(i);
    }
  }

  #vote(score: number): number {
    const { threshold } = this.#config;
    return score > threshold ? 1 : score < -threshold ? -1 : score === score ? 0 : NaN;
  }

  #summarise(i: number): void {
    const [primary, agreement, confidence, consensus] = this.#summary;
    const scores = this.#scores;
    let best = NaN;
    let most = 0;
    // From the longest timeframe down: the first to reach a count keeps it.
    for (let k = scores.length - 1; k >= 0; k--) {
      const vote = this.#vote(scores[k]);
      let count = 0;
      for (let j = 0; j < scores.length; j++) if (this.#vote(scores[j]) === vote) count++;
      if (count > most) {
        most = count;
        best = vote;
      }
    }
    primary.data[i] = best;
    agreement.data[i] = most > 0 ? most : NaN;
    confidence.data[i] = most > 0 ? (100 * this.#strength(best)) / scores.length : NaN;
    consensus.data[i] = most > 0 ? +(most >= this.#config.consensus) : NaN;
  }

  /** Sum of the strengths of the timeframes that share the regime. */
  #strength(regime: number): number {
    const { threshold } = this.#config;
    let sum = 0;
    for (let k = 0; k < this.#scores.length; k++) {
      if (this.#vote(this.#scores[k]) !== regime) continue;
      const size = Math.abs(this.#scores[k]) / threshold;
      sum += regime === 0 ? 1 - size : Math.min(1, size / 2);
    }
    return sum;
  }

  save(into: Float64Array, at: number): void {
    for (const bars of this.#bars) {
      bars?.save(into, at);
      at += bars?.stateSize ?? 0;
    }
  }

  load(from: Float64Array, at: number): void {
    for (const bars of this.#bars) {
      bars?.load(from, at);
      at += bars?.stateSize ?? 0;
    }
  }
}

const vote = (name: string, timeframe: string): MetricDefinition['columns'][number] => ({
  name,
  unit: 'state',
  meaning: `trend regime on ${timeframe}`,
  formula: `(EMA12 − EMA26)/ATR14 of closed ${timeframe} bars beyond ±0.5`,
  warmUp: `26 closed ${timeframe} bars`,
  words: TREND_WORDS,
});

export const trendRegime: MetricDefinition = {
  columns: [
    vote('regime1h', '1h'),
    vote('regime4h', '4h'),
    vote('regime1d', '1d'),
    vote('regime1w', '1w'),
    {
      name: 'regimePrimary',
      unit: 'state',
      meaning: 'primary trend regime',
      formula: 'regime of most timeframes; the longest decides a tie',
      warmUp: '26 closed bars of one timeframe',
      words: TREND_WORDS,
    },
    {
      name: 'regimeAgreement',
      unit: 'of 4',
      meaning: 'timeframes that share the primary regime',
      formula: 'count',
      warmUp: 'as regimePrimary',
    },
    {
      name: 'regimeConfidence',
      unit: '0–100',
      meaning: 'how many timeframes share the primary regime, and how clearly',
      formula: '100/4 × Σ strength: |score|/(2·0.5) up to 1 for a trend, 1 − |score|/0.5 for neutral',
      warmUp: 'as regimePrimary',
    },
    {
      name: 'regimeConsensus',
      unit: 'state',
      meaning: 'whether at least three timeframes agree',
      formula: 'regimeAgreement ≥ 3',
      warmUp: 'as regimePrimary',
      words: { 0: 'no', 1: 'yes' },
    },
  ],
  needs: ['high', 'low', 'close'],
  stage: 'lane',
  make: (scope) => new TrendRegime(scope),
};
