import { DAY } from '@hindcast/engine';
import {
  deflatedSharpe,
  monteCarloTrades,
  sharpeMoments,
  walkForwardEfficiency,
  type WalkForwardSplit,
} from '@hindcast/engine/statistics';
import { seededRandom } from '@hindcast/engine/testing';
import type { WalkForwardReport, WalkForwardStep } from './walk-forward-types.ts';

const YEAR_DAYS = 365;

/** What was gained in one UTC day, or in what a test has of it. */
export interface DayReturn {
  /** Close of its last bar, UTC ms. */
  readonly end: number;
  /** Fraction of the equity at its beginning. */
  readonly change: number;
}

/** A step with what its test did day by day. */
export interface StepRecord extends WalkForwardStep {
  readonly days: readonly DayReturn[];
  /** Net PnL of the trades of its test in the order in which they ended, as of the starting equity, USDT. */
  readonly trades: readonly number[];
  readonly split: WalkForwardSplit;
}

/** The stitched record is one track record, found by so many tries before it. */
export function judgeStitched(
  steps: readonly StepRecord[],
  daily: Float64Array,
  equity: readonly number[],
  start: number,
  earlier: number,
): WalkForwardReport['outOfSample'] {
  const moments = sharpeMoments(daily);
  const tested = steps.flatMap(({ tested: numbers }) => (numbers ? [numbers] : []));
  return {
    returnPct: 100 * (equity[equity.length - 1] / start - 1),
    sharpe: moments.ok ? moments.sharpe * Math.sqrt(YEAR_DAYS) : NaN,
    maxDrawdownPct: 100 * deepestFall(equity, start),
    trades: tested.reduce((sum, { trades }) => sum + trades, 0),
    wins: tested.reduce(
      (sum, { trades, hitRate }) => sum + (trades > 0 ? Math.round(trades * hitRate) : 0),
      0,
    ),
    // The choice was made without the tests: only what was tried before this walk could have been chosen by them. A useless
    // strategy's daily Sharpe ratio over so many days has the variance 1/(n − 1).
    deflatedSharpe: moments.ok ? deflatedSharpe(moments, 1 + earlier, 1 / (daily.length - 1)) : NaN,
  };
}

/**
 * The tests as one record. Where one ends inside a UTC day and the next goes on in it, the two parts are one day, compounded: as two returns
 * they would be a second day each to the Sharpe ratio, which is scaled for days.
 */
export function stitch(steps: readonly Pick<StepRecord, 'days'>[]): DayReturn[] {
  const joined: DayReturn[] = [];
  for (const day of steps.flatMap(({ days }) => days)) {
    const before = joined.at(-1);
    if (before && dayOf(before) === dayOf(day))
      joined[joined.length - 1] = { end: day.end, change: (1 + before.change) * (1 + day.change) - 1 };
    else joined.push(day);
  }
  return joined;
}

/** A close at midnight belongs to the day that ends with it. */
const dayOf = ({ end }: DayReturn): number => Math.floor((end - 1) / DAY);

/** The equity at the end of each day: every test begins with what the one before has left. */
export function equityOf(days: readonly DayReturn[], start: number): WalkForwardReport['equity'] {
  let equity = start;
  return {
    time: days.map(({ end }) => end),
    value: days.map(({ change }) => (equity *= 1 + change)),
  };
}

/** What of the gain per row in training was left in the tests, all steps together. */
export function overallEfficiency(steps: readonly StepRecord[]): number {
  const traded = steps.filter(({ values }) => values !== null);
  const sum = (of: (step: StepRecord) => number): number =>
    traded.reduce((total, step) => total + of(step), 0);
  return walkForwardEfficiency(
    sum(({ trained }) => trained!.returnPct),
    sum(({ split }) => split.trainTo - split.trainFrom),
    sum(({ tested }) => tested!.returnPct),
    sum(({ split }) => split.testTo - split.testFrom),
  );
}

/**
 * Net PnL of every trade of the tests, one after another: each test trades what the ones before have left, as the equity does. Their sum
 * is what the equity has gained.
 */
export function tradesOf(steps: readonly Pick<StepRecord, 'trades' | 'tested'>[], start: number): number[] {
  let equity = start;
  return steps.flatMap(({ trades, tested }) => {
    const share = equity / start;
    equity *= 1 + (tested?.returnPct ?? 0) / 100;
    return trades.map((net) => share * net);
  });
}

/** Fewer than these say nothing of another order. */
const FEWEST = 10;

/**
 * Over the trades in another order; over the days in another order, and in blocks drawn anew. Each counts as a fraction of the equity before it, since
 * the record is compounded: in money, what was lost when there was much to lose would be lost from little as well.
 *
 * @param days change of each day, a fraction
 * @param trades net PnL of each trade, USDT, as {@link tradesOf} gives it
 */
export function monteCarlo(
  days: Float64Array,
  trades: readonly number[],
  start: number,
  seed: string | number,
): WalkForwardReport['monteCarlo'] {
  if (days.length < FEWEST) return null;
  const random = seededRandom(seed).fork('monte carlo');
  return {
    trades:
      trades.length < FEWEST
        ? null
        : monteCarloTrades(fractionsOf(trades, start), {
            random: random.fork('trades'),
            startEquity: start,
            mode: 'shuffle',
            compounded: true,
          }),
    shuffled: monteCarloTrades(days, {
      random: random.fork('shuffle'),
      startEquity: start,
      mode: 'shuffle',
      compounded: true,
    }),
    blocks: monteCarloTrades(days, {
      random: random.fork('blocks'),
      startEquity: start,
      mode: 'blocks',
      blockLength: 5,
      compounded: true,
    }),
  };
}

/** Each trade's PnL as a fraction of the equity that the trades before it have left; 0 where they have left nothing. */
function fractionsOf(trades: readonly number[], start: number): number[] {
  let equity = start;
  return trades.map((net) => {
    const fraction = equity > 0 ? net / equity : 0;
    equity += net;
    return fraction;
  });
}

function deepestFall(equity: readonly number[], start: number): number {
  let peak = start;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}

/** Whether it holds, and why, in a sentence. */
export function wordFor(
  { returnPct, sharpe, deflatedSharpe: deflated }: WalkForwardReport['outOfSample'],
  efficiency: number,
  tried: number,
): { word: WalkForwardReport['word']; sentence: string } {
  const holds = deflated >= 0.95 && returnPct > 0;
  const figures =
    `${returnPct.toFixed(1)} % out of sample, Sharpe ratio ${Number.isFinite(sharpe) ? sharpe.toFixed(2) : 'unknown'}, ` +
    `efficiency ${Number.isFinite(efficiency) ? efficiency.toFixed(2) : 'unknown (training earned nothing)'}, ` +
    `chance that the true Sharpe ratio is above luck ${Number.isFinite(deflated) ? `${(100 * deflated).toFixed(0)} %` : 'unknown'}; ${tried} variants tried`;
  return holds
    ? { word: 'holds', sentence: `It holds out of sample: ${figures}.` }
    : { word: 'does not hold', sentence: `It does not hold out of sample: ${figures}.` };
}
