import type { Random } from '../../numeric/random.ts';
import { exp } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import type { World } from '../world.ts';

/** A planted liquidation cascade of one symbol. */
export interface CascadePlan {
  s: number;
  row: number;
  bars: number;
  /** 1: longs are liquidated and the price falls; −1: shorts; 0: both, on a whipsaw. */
  side: -1 | 0 | 1;
  longShare: number;
  /** USD liquidated on each venue. */
  totals: number[];
  /** Price move of the whole cascade as a share of a day's volatility. */
  move: number;
}

/**
 * USD in an hour for each severity, inside SPEC §5.1's bands of 200,000 × (1, 2.5, 5, 10, 25), away from their ends.
 * Below 500,000 nothing counts as a cascade, so severity 1 cannot be reached with a window of an hour.
 */
const BANDS = [
  [0, 0],
  [320_000, 440_000],
  [580_000, 900_000],
  [1_150_000, 1_800_000],
  [2_300_000, 4_400_000],
  [5_800_000, 14_000_000],
] as const;

const MOVES = [0, 0.15, 0.2, 0.27, 0.36, 0.46];

/** The planted cascades in order of time; `free` says whether a symbol may have one at a row. */
export function planCascades(world: World, random: Random, free: (row: number) => boolean): CascadePlan[] {
  const { spec, rows } = world;
  const plans: CascadePlan[] = [];
  const every = spec.cascadeEveryHours * 12;
  let count = 0;
  for (let row = 300; row < rows - 60; row += 40 + Math.round(every * 2 * random.next())) {
    if (!free(row)) continue;
    const severity = 1 + ((count * 2) % 5);
    const side = ([1, -1, 1, 0, 1, -1, 1] as const)[count % 7];
    // Every fourth one takes the whole market with it.
    const whole = count % 4 === 3;
    const first = random.int(spec.symbols.length);
    count++;
    const bars = 4 + random.int(5);
    for (let s = 0; s < spec.symbols.length; s++) {
      if (!whole && s !== first) continue;
      const totals = spec.venues.map((_, v) =>
        totalOf(v === 0 ? severity : ((severity + 2) % 5) + 1, random),
      );
      const longShare =
        side === 1 ? 0.72 + 0.24 * random.next() : side === -1 ? 0.04 + 0.24 * random.next() : 0.5;
      plans.push({ s, row, bars, side, longShare, totals, move: MOVES[severity] });
    }
  }
  return plans;
}

function totalOf(severity: number, random: Random): number {
  const [low, high] = BANDS[severity];
  return exp(log(low) + (log(high) - log(low)) * random.next());
}

/** Severity that SPEC §5.1 gives to a total within one hour. */
export function severityOf(total: number): number {
  return BANDS.findLastIndex(([low]) => total >= low);
}

/** Plants each cascade: it can be seen from its first bar until an hour after its last. */
export function plantCascades(world: World, plans: readonly CascadePlan[]): void {
  const side = { [-1]: 'short', 0: 'mixed', 1: 'long' };
  for (const plan of plans) {
    world.spec.venues.forEach(({ venue }, v) => {
      const severity = severityOf(plan.totals[v]);
      const detail = { severity, dominance: side[plan.side], totalUsd: Math.round(plan.totals[v]) };
      const why =
        'velocity over an hour is the total of that hour: at 500,000 USD it is 2.5 × 200,000 USD/h, severity 2';
      const { symbol } = world.spec.symbols[plan.s];
      const found = severity >= 2;
      const last = plan.row + plan.bars + 11;
      world.plant('cascade', { symbol, venue }, plan.row, last, found ? detail : { ...detail, why }, found);
    });
  }
}
