import { availableParallelism } from 'node:os';
import { HindcastError } from '@hindcast/engine';
import { rankPairs, type PairScan, type RankedPair } from '@hindcast/engine/pairs';
import type { Answer } from '@hindcast/engine/statistics';
import { legName, type CloseSeries } from '../close-series.ts';
import type { PairScanResultDto, ScanLegDto, ScannedPairDto } from '../dto/pair-scan.dto.ts';
import { commonTimeframe, type KnownLeg, type LegSource } from '../source/leg-source.ts';
import { scanOnThreads, type ScanHooks } from './scan-threads.ts';
import { pairAt, pairCount } from './scan-work.ts';
import { tableOf, type ScanGrid } from './scan-table.ts';

/** What to scan. */
export interface ScanRequest {
  readonly timeframe?: string;
  readonly venue?: string;
  readonly allVenues?: boolean;
  readonly symbols?: readonly string[];
  readonly prices?: 'log' | 'close';
  readonly rate?: number;
  readonly from?: number;
  readonly until?: number;
  /** Threads; one per core when left out. */
  readonly workers?: number;
}

const MOST_PAIRS = 2_000;
const MOST_UNJUDGED = 500;
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Cointegration of every pair of a source's symbols: least-squares hedge, ADF, half-life and stability of each, on worker threads; then
 * Benjamini–Hochberg over all of them and the ranking.
 *
 * @throws HindcastError PAIR_SCAN_FEW, PAIR_LEG, PAIR_TIMEFRAME, INTERRUPTED
 */
export async function scanPairs(
  source: LegSource,
  request: ScanRequest,
  hooks: ScanHooks = {},
): Promise<PairScanResultDto> {
  const legs = scannedLegs(source, request);
  const timeframe = commonTimeframe(legs, request.timeframe);
  const series: CloseSeries[] = [];
  for (const leg of legs) {
    if (hooks.signal?.aborted) break;
    series.push(await source.open(leg, timeframe));
  }
  const grid = tableOf(series, request);
  const workers = Math.max(1, Math.min(request.workers ?? availableParallelism(), pairCount(legs.length)));
  const answers = await scanOnThreads(grid.table, workers, hooks);
  return ranked(legs, timeframe, grid, answers, request.rate ?? 0.05);
}

function scannedLegs(source: LegSource, { symbols, venue, allVenues }: ScanRequest): KnownLeg[] {
  const onVenue = source.legs().filter((leg) => venue === undefined || leg.venue === venue);
  const all = allVenues
    ? onVenue
    : onVenue.filter((leg, k) => onVenue.findIndex(({ symbol }) => symbol === leg.symbol) === k);
  const missing = symbols?.find((symbol) => !all.some((leg) => leg.symbol === symbol));
  if (missing !== undefined)
    throw new HindcastError(
      'PAIR_LEG',
      `There is no ${missing.slice(0, 64)} to scan.`,
      `There is ${all.slice(0, 12).map(legName).join(', ') || 'nothing'}.`,
      { field: 'symbols' },
    );
  const chosen = symbols ? all.filter(({ symbol }) => symbols.includes(symbol)) : all;
  if (chosen.length >= 2) return chosen;
  throw new HindcastError(
    'PAIR_SCAN_FEW',
    `A scan needs at least two symbols; there ${chosen.length === 1 ? `is only ${legName(chosen[0])}` : 'are none'}.`,
    'Choose a dataset, a venue or symbols that make at least one pair.',
    { field: 'symbols' },
  );
}

function ranked(
  legs: readonly KnownLeg[],
  timeframe: string,
  { table, from, until }: ScanGrid,
  answers: readonly Answer<PairScan>[],
  rate: number,
): PairScanResultDto {
  const leg = (k: number): ScanLegDto => ({ venue: legs[k].venue, symbol: legs[k].symbol });
  const sides = new Map<string, { y: ScanLegDto; x: ScanLegDto }>();
  const scans = answers.map((scan, k) => {
    const [i, j] = pairAt(k, legs.length);
    const name = `${legName(legs[i])} ~ ${legName(legs[j])}`;
    sides.set(name, { y: leg(i), x: leg(j) });
    return { name, scan };
  });
  const ranking = rankPairs(scans, rate);
  const tested = answers.length;
  return {
    ...{ timeframe, from, until, rows: table.rows, symbols: legs.length, tested },
    ...{ discoveries: ranking.discoveries, rate },
    sentence: sentenceOf(ranking.pairs.length, ranking.discoveries, rate, tested),
    pairs: ranking.pairs
      .slice(0, MOST_PAIRS)
      .map((pair, k) => rankedPair(pair, k + 1, sides.get(pair.name)!)),
    unjudged: ranking.unjudged
      .slice(0, MOST_UNJUDGED)
      .map(({ name, reason }) => ({ ...sides.get(name)!, reason })),
    unjudgedCount: ranking.unjudged.length,
  };
}

function rankedPair(
  pair: RankedPair<string>,
  rank: number,
  legs: { y: ScanLegDto; x: ScanLegDto },
): ScannedPairDto {
  const { alpha, beta, statistic, pValue, adjusted, cointegrated, stability, spreadDeviation, rows, holes } =
    pair;
  return {
    ...{ rank, ...legs, alpha, beta, statistic, pValue, adjusted, cointegrated },
    ...{ halfLife: known(pair.halfLife), stability, spreadDeviation, rows, holes },
  };
}

function sentenceOf(judged: number, discoveries: number, rate: number, tested: number): string {
  const left = tested - judged;
  const rest = left > 0 ? ` ${left} could not be judged.` : '';
  if (judged === 0) return `None of ${tested} pairs could be judged.`;
  const share = `${Number((100 * rate).toPrecision(3))} %`;
  if (discoveries === 0)
    return `None of ${judged} pairs comes back more surely than luck among so many would (false discovery rate ${share}).${rest}`;
  return `${discoveries} of ${judged} pairs come${discoveries === 1 ? 's' : ''} back; at most about ${share} of those called so are luck.${rest}`;
}
