import type { Random } from '../../numeric/random.ts';
import type { World } from '../world.ts';

/**
 * A planted jump of open interest.
 * *jump*: on the venues named, beyond tier 1's threshold. *flow*: as large as tier 3 asks, with the price and the takers
 * going the same way. *counter*: as large, with the takers against the price: a tier 3 that must not fire.
 * *drop*: downward on one venue alone, which is a divergence and nothing else.
 */
export type ShockKind = 'jump' | 'flow' | 'counter' | 'drop';

export interface Shock {
  s: number;
  row: number;
  kind: ShockKind;
  venues: number[];
  /** Side that the takers take: the bias. */
  bias: 1 | -1;
  /** Size of the jump in standard deviations of the window, at least. */
  z: number;
  /** Balanced takers: a confluence that must not fire. */
  balanced: boolean;
}

/** No shock has another within this many bars, unless both belong to a burst: the z-window is 20 bars long. */
const APART = 26;

/** The planted shocks by row; `free(s, row)` says whether a symbol may have one there. */
export function planShocks(
  world: World,
  random: Random,
  free: (s: number, row: number) => boolean,
): Map<number, Shock[]> {
  const byRow = new Map<number, Shock[]>();
  const add = (shock: Shock): void => {
    byRow.set(shock.row, [...(byRow.get(shock.row) ?? []), shock]);
  };
  world.spec.symbols.forEach((_, s) => {
    const gap = (): number => APART + Math.round(2 * (world.spec.shockEvery - APART) * random.next());
    for (let row = 320 + gap(); row < world.rows - 60; row += gap()) {
      if (!free(s, row)) continue;
      if (random.next() < 0.07) row = planBurst(s, row, random, add);
      else add(drawShock(s, row, random, world.spec.venues.length));
    }
  });
  return byRow;
}

function drawShock(s: number, row: number, random: Random, venues: number): Shock {
  const u = random.next();
  const kind = u < 0.72 ? 'jump' : u < 0.84 ? 'flow' : u < 0.9 ? 'counter' : 'drop';
  const one = [random.int(venues)];
  const all = Array.from({ length: venues }, (_, v) => v);
  const alone = kind === 'drop' || (kind === 'jump' && random.next() < 0.35);
  return {
    ...{ s, row, kind, venues: alone ? one : all, bias: random.next() < 0.5 ? 1 : -1 },
    ...{ z: 3 + 4 * random.next() * random.next(), balanced: random.next() < 0.1 },
  };
}

/** Three to five jumps within twelve bars: the planted clusters. Returns the last row. */
function planBurst(s: number, row: number, random: Random, add: (shock: Shock) => void): number {
  const jumps = 3 + random.int(3);
  const bias = random.next() < 0.5 ? 1 : -1;
  for (let k = 0; k < jumps; k++) {
    add({ s, row, kind: 'jump', venues: [0], bias, z: 3, balanced: false });
    if (k < jumps - 1) row += 1 + random.int(3);
  }
  return row;
}
