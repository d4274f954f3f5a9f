import type { JudgedLane } from './groups.ts';

/** What any bar like that of a row gave in a direction: a fraction, NaN where no such bar has a known outcome. */
export type BaseOf = (row: number, long: boolean) => number;

/**
 * Hit rate of any bar of the same lane, regime and direction: what an event is held against wherever it is counted, so that a market that
 * changes its regime is not taken for a signal that changes.
 *
 * @param keyOf narrows "any bar" to those of the same group (an hour, a month); undefined leaves a row out
 */
export function laneBase(
  { at, outcomes }: JudgedLane,
  keyOf: (row: number) => string | undefined = () => '',
): BaseOf {
  const long = ratesOf(outcomes.hits.long, at.regimes, keyOf);
  const short = ratesOf(outcomes.hits.short, at.regimes, keyOf);
  return (row, isLong) => {
    const sum = (isLong ? long : short).get(at.regimes[row])?.get(keyOf(row) ?? '');
    return sum ? sum.hits / sum.rows : NaN;
  };
}

interface Sum {
  rows: number;
  hits: number;
}

/** Outcomes of all rows summed by regime and group. */
function ratesOf(
  outcome: ArrayLike<number>,
  regimes: ArrayLike<number>,
  keyOf: (row: number) => string | undefined,
): ReadonlyMap<number, ReadonlyMap<string, Sum>> {
  const sums = new Map<number, Map<string, Sum>>();
  for (let row = 0; row < outcome.length; row++) {
    if (outcome[row] !== outcome[row]) continue;
    const key = keyOf(row);
    if (key === undefined) continue;
    let group = sums.get(regimes[row]);
    if (!group) sums.set(regimes[row], (group = new Map<string, Sum>()));
    let sum = group.get(key);
    if (!sum) group.set(key, (sum = { rows: 0, hits: 0 }));
    sum.rows++;
    sum.hits += outcome[row];
  }
  return sums;
}
