import type { Column } from '../column.ts';
import type { RegimeConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { timeframeMs } from '../time.ts';
import { ClosedBars } from './closed-bars.ts';

export const TREND_WORDS = { [-1]: 'SPOT_COOLING', 0: 'SPOT_NEUTRAL', 1: 'SPOT_IGNITION' } as const;

/** Shortest first, each a whole number of the one before: bars are built from bars. */
export const TREND_TIMEFRAMES = ['1h', '4h', '1d', '1w'] as const;

/** Places of the summary behind the votes, in the order of the columns. */
const PRIMARY = 4;
const AGREEMENT = 5;
const CONFIDENCE = 6;
const CONSENSUS = 7;

/**
 * Multi-timeframe regime (SPEC §5.4): on each timeframe, the trend score of its closed bars beyond ±0.5.
 *
 * Primary: the regime with the most timeframes, the longest timeframe deciding a tie. Agreement: how many of the four
 * share it. Confidence: agreement/4 × mean strength of those × 100, the strength of a trend being |score|/(2 × threshold) up to 1,
 * that of a neutral 1 − |score|/threshold. A timeframe shorter than the lane's bars, or still warming up, has no vote.
 */
class TrendRegime implements Kernel {
  readonly stateSize: number;
  private readonly config: RegimeConfig;
  /** Those of the timeframes that are not shorter than the lane's bars, shortest first. */
  private readonly bars: readonly ClosedBars[];
  private readonly time: Column;
  private readonly high: Column;
  private readonly low: Column;
  private readonly close: Column;
  private readonly hour: Column;
  private readonly fourHours: Column;
  private readonly day: Column;
  private readonly week: Column;
  private readonly primary: Column;
  private readonly agreement: Column;
  private readonly confidence: Column;
  private readonly consensus: Column;
  /** What every row gets until another bar closes: the votes, then the summary. */
  private readonly values: Float64Array;
  private readonly barMs: number;
  /** Rows taken in by the shortest timeframe; rows computed; and the close time at which the former lags behind. */
  private collected = 0;
  private computed = 0;
  private closesAt = -1 / 0;
  private readonly threshold: number;
  /** How clear the vote of each timeframe is. */
  private readonly strengths = new Float64Array(TREND_TIMEFRAMES.length).fill(NaN);

  constructor(scope: MetricScope) {
    this.config = scope.config.regime;
    this.barMs = timeframeMs(scope.timeframe);
    const { emaFast, emaSlow, atr } = this.config;
    const timeframes = TREND_TIMEFRAMES.filter((timeframe) => timeframeMs(timeframe) >= this.barMs);
    this.bars = timeframes.map((timeframe) => new ClosedBars(timeframe, emaFast, emaSlow, atr));
    this.threshold = this.config.threshold;
    this.time = scope.openTime;
    this.high = scope.input('high');
    this.low = scope.input('low');
    this.close = scope.input('close');
    this.hour = scope.output('regime1h');
    this.fourHours = scope.output('regime4h');
    this.day = scope.output('regime1d');
    this.week = scope.output('regime1w');
    this.primary = scope.output('regimePrimary');
    this.agreement = scope.output('regimeAgreement');
    this.confidence = scope.output('regimeConfidence');
    this.consensus = scope.output('regimeConsensus');
    this.values = new Float64Array(trendRegime.columns.length).fill(NaN);
    this.stateSize = this.bars.reduce((sum, bars) => sum + bars.stateSize, this.values.length);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const values = this.values;
    const out = this.hour.block;
    if (this.time.data[i] + this.barMs >= this.closesAt) this.collect(i + 1);
    out[this.hour.place + i] = values[0];
    out[this.fourHours.place + i] = values[1];
    out[this.day.place + i] = values[2];
    out[this.week.place + i] = values[3];
    out[this.primary.place + i] = values[4];
    out[this.agreement.place + i] = values[5];
    out[this.confidence.place + i] = values[6];
    out[this.consensus.place + i] = values[7];
    this.computed = i + 1;
  }

  /** Takes in the rows before `end` that wait for their bar on the shortest timeframe to close: nothing changes until then. */
  private collect(end: number): void {
    const first = this.collected;
    if (first === end) return;
    const shortest = this.bars[0];
    this.take(first);
    // Those between the first and the last neither begin a bar nor close one.
    shortest.extend(first + 1, end - 1, this.high.data, this.low.data, this.close.data);
    if (first < end - 1) this.take(end - 1);
    this.collected = end;
    this.closesAt = shortest.closeAfter(this.time.data[end - 1] + this.barMs);
  }

  private take(i: number): void {
    const { time, high, low, close } = this;
    const closed = this.bars[0].push(i, this.barMs, time.data, high.data, low.data, close.data);
    if (closed) this.judge();
  }

  /** Hands the bar that closed on the shortest timeframe to the longer ones; votes and summary from what closed there. */
  private judge(): void {
    const { bars, values } = this;
    const missing = TREND_TIMEFRAMES.length - bars.length;
    let changed = false;
    let k = 0;
    do {
      const before = values[missing + k];
      const after = this.vote(missing + k, bars[k].score);
      changed ||= after !== before && (after === after || before === before);
      values[missing + k] = after;
      k++;
    } while (k < bars.length && bars[k].pushFrom(bars[k - 1]));
    if (changed) this.elect();
    const most = values[AGREEMENT];
    values[CONFIDENCE] = (100 * this.strength(values[PRIMARY], most)) / TREND_TIMEFRAMES.length;
  }

  /** The vote of a timeframe, and how clear it is: see the account of confidence above. */
  private vote(place: number, score: number): number {
    const { threshold } = this;
    const size = Math.abs(score) / threshold;
    const trend = +(score > threshold) - +(score < -threshold);
    this.strengths[place] = trend === 0 ? 1 - size : size > 2 ? 1 : size / 2;
    return score === score ? trend : 0 / 0;
  }

  /** Primary regime, agreement and consensus from the votes. */
  private elect(): void {
    const values = this.values;
    const n = TREND_TIMEFRAMES.length;
    let best = 0 / 0;
    let most = 0;
    // From the longest timeframe down: the first to reach a count keeps it.
    for (let k = n - 1; k >= 0; k--) {
      let count = 0;
      for (let j = 0; j < n; j++) if (values[j] === values[k]) count++;
      if (count > most) {
        most = count;
        best = values[k];
      }
    }
    values[PRIMARY] = best;
    values[AGREEMENT] = most > 0 ? most : 0 / 0;
    values[CONSENSUS] = most > 0 ? +(most >= this.config.consensus) : 0 / 0;
  }

  /** Sum of the strengths of the timeframes that share the regime; NaN where `agreement` is. */
  private strength(regime: number, agreement: number): number {
    const { strengths, values } = this;
    let sum = agreement === agreement ? 0 : 0 / 0;
    for (let k = 0; k < strengths.length; k++) if (values[k] === regime) sum += strengths[k];
    return sum;
  }

  save(into: Float64Array, at: number): void {
    this.collect(this.computed);
    for (const bars of this.bars) {
      bars.save(into, at);
      at += bars.stateSize;
    }
    into.set(this.values, at);
  }

  load(from: Float64Array, at: number, row: number): void {
    this.collected = row;
    this.computed = row;
    this.closesAt = -1 / 0;
    for (const bars of this.bars) {
      bars.load(from, at);
      at += bars.stateSize;
    }
    this.values.set(from.subarray(at, at + this.values.length));
    const missing = TREND_TIMEFRAMES.length - this.bars.length;
    for (let k = 0; k < this.bars.length; k++) this.vote(missing + k, this.bars[k].score);
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
