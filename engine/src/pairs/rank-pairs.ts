import type { Answer } from '../statistics/answer.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import type { PairScan } from './scan-pair.ts';

/** A scanned pair with its place among the others. */
export interface RankedPair<Name> extends PairScan {
  readonly name: Name;
  /** Smallest false discovery rate at which the pair would still be called cointegrated. */
  readonly adjusted: number;
  readonly cointegrated: boolean;
}

/** A pair that could not be judged, with the sentence that says why. */
export interface UnjudgedPair<Name> {
  readonly name: Name;
  readonly reason: string;
}

export interface PairRanking<Name> {
  /** Cointegrated ones first, each group by half-life divided by stability: quick to come back, with a hedge that stays. */
  readonly pairs: readonly RankedPair<Name>[];
  readonly unjudged: readonly UnjudgedPair<Name>[];
  readonly discoveries: number;
  /** Stated false discovery rate. */
  readonly rate: number;
}

/**
 * Corrects a scan for the number of pairs that were looked at (Benjamini–Hochberg) and ranks them. The result does not depend on the order in
 * which workers delivered the scans.
 *
 * @param scans one answer per pair, with a name of the caller's choice
 * @param rate stated false discovery rate
 * @example rankPairs([{ name: 'ETH/BTC', scan: scanPair(eth, btc) }]).pairs[0].cointegrated
 */
export function rankPairs<Name extends string>(
  scans: readonly { name: Name; scan: Answer<PairScan> }[],
  rate = 0.05,
): PairRanking<Name> {
  const judged: { name: Name; scan: PairScan }[] = [];
  const unjudged: UnjudgedPair<Name>[] = [];
  for (const { name, scan } of scans) {
    if (scan.ok) judged.push({ name, scan });
    else unjudged.push({ name, reason: scan.reason });
  }
  const control = benjaminiHochberg(
    judged.map(({ scan }) => scan.pValue),
    rate,
  );
  const pairs = judged.map(({ name, scan }, k) => ({
    ...scan,
    name,
    adjusted: control.adjusted[k],
    cointegrated: control.significant[k] === 1,
  }));
  pairs.sort((a, b) => Number(b.cointegrated) - Number(a.cointegrated) || compareKeys(a, b));
  unjudged.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { pairs, unjudged, discoveries: control.discoveries, rate };
}

/** By half-life / stability; pairs without a half-life last; ties by name, so that the order is always the same. */
function compareKeys<Name extends string>(a: RankedPair<Name>, b: RankedPair<Name>): number {
  const left = sortKey(a);
  const right = sortKey(b);
  if (left !== right) return left < right ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function sortKey(pair: PairScan): number {
  return pair.halfLife >= 0 && pair.stability > 0 ? pair.halfLife / pair.stability : Infinity;
}
