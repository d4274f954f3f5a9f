import type { Board } from './board.ts';
import { listColumn } from './list-columns.ts';

export interface ListSort {
  column: string;
  down: boolean;
}

/** Which rows are shown, and in which order. */
export interface ListQuery {
  /** Words that symbol or venue hold, and conditions such as `oiZ>2.5`; all of them have to hold. */
  search: string;
  /** Empty: all. */
  venues: readonly string[];
  /** At least this tier fires; 0: whether one does or not. */
  minTier: number;
  sort: ListSort;
}

type Test = (board: Board, lane: number) => boolean;

const CONDITION = /^([a-z0-9]+)(>=|<=|>|<|=)(-?\d*\.?\d+)$/i;
const OPERATORS: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

/** The places of the lanes that are asked for, sorted. What is missing stands last, whichever way it is sorted. */
export function lanesOf(board: Board, query: ListQuery): number[] {
  const tests = testsOf(board, query);
  const found: number[] = [];
  for (let lane = 0; lane < board.lanes.length; lane++) {
    if (tests.every((test) => test(board, lane))) found.push(lane);
  }
  return found.sort(orderOf(board, query.sort));
}

function testsOf(board: Board, { search, venues, minTier }: ListQuery): Test[] {
  const tests = search
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => conditionOf(board, word) ?? wordOf(word));
  if (venues.length > 0) tests.push((of, lane) => venues.includes(of.lanes[lane].venue));
  if (minTier > 0) tests.push((of, lane) => of.at(lane, 'tier') >= minTier);
  return tests;
}

/** `oiz>2` on a column of the board; null where it is none. A missing value holds no condition. */
function conditionOf(board: Board, word: string): Test | null {
  const match = CONDITION.exec(word);
  if (!match) return null;
  const name = board.data.columns.find((column) => column.toLowerCase() === match[1].toLowerCase());
  const column = name ?? listColumn(match[1])?.source;
  if (column === undefined) return () => false;
  const [holds, limit] = [OPERATORS[match[2]], Number(match[3])];
  return (of, lane) => holds(of.at(lane, column), limit);
}

function wordOf(word: string): Test {
  const wanted = word.toLowerCase();
  return (board, lane) => {
    const { symbol, venue } = board.lanes[lane];
    return symbol.toLowerCase().includes(wanted) || venue.toLowerCase().includes(wanted);
  };
}

const ranks = new WeakMap<Board['lanes'], Int32Array>();

/** The place of every lane in the order of their names: found once, because comparing names is what sorting would cost. */
function ranksOf(lanes: Board['lanes']): Int32Array {
  let rank = ranks.get(lanes);
  if (!rank) {
    const names = lanes.map(({ symbol, venue }) => `${symbol} ${venue}`);
    const { compare } = new Intl.Collator();
    rank = new Int32Array(lanes.length);
    const order = lanes.map((_, lane) => lane).sort((a, b) => compare(names[a], names[b]));
    for (let k = 0; k < order.length; k++) rank[order[k]] = k;
    ranks.set(lanes, rank);
  }
  return rank;
}

function orderOf(board: Board, { column, down }: ListSort): (a: number, b: number) => number {
  const sign = down ? -1 : 1;
  const rank = ranksOf(board.lanes);
  const byName = (a: number, b: number): number => rank[a] - rank[b];
  if (column === 'symbol') return (a, b) => sign * byName(a, b);
  if (column === 'venue') {
    return (a, b) => sign * board.lanes[a].venue.localeCompare(board.lanes[b].venue) || byName(a, b);
  }
  const source = listColumn(column)?.source ?? column;
  return (a, b) => {
    const [x, y] = [board.at(a, source), board.at(b, source)];
    if (x !== x || y !== y) return Number(x !== x) - Number(y !== y) || byName(a, b);
    return sign * (x - y) || byName(a, b);
  };
}
