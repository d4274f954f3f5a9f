import {
  explain,
  inputColumns,
  TIERS,
  type DigestColumn,
  type Explanation,
  type Lane,
  type Market,
} from '@hindcast/engine';
import type { Comparison, StreamChange } from './compare.ts';
import { streamsOf } from './observe.ts';
import { CHECKPOINT_ROWS, type StreamOutcome } from './outcome.ts';

/** Where two runs of a case part. */
export interface Divergence {
  stream: string;
  /** Rows in which the first difference lies: from the last checkpoint that agrees to the first that does not. */
  from: number;
  to: number;
  /** The very bar, where the other side could be computed again or the golden file tells; else null. */
  row: number | null;
  /** Open time of `row`, or of `from`. */
  time: number;
  /** The first column in the order of computing that differs: at `row` where it is known. */
  column: string;
  /** Both values, where the other side could be computed again; null is a missing value. */
  values: { golden: number | null; now: number | null } | null;
  /** How the golden side was computed again; null where it could not be. */
  reference: string | null;
  explanations: { tier: string; row: number; golden: string | null; now: string }[];
  replay: string;
}

/** The golden side computed again: columns of every stream, and the explanations at a row. */
export interface Reference {
  readonly label: string;
  columns(stream: string): Promise<readonly DigestColumn[] | undefined>;
  explain(stream: string, row: number): Promise<Explanation[]>;
}

/** A market of this process as a reference. */
export class MarketReference implements Reference {
  readonly label: string;
  readonly #market: Market;

  constructor(label: string, market: Market) {
    this.label = label;
    this.#market = market;
  }

  async columns(stream: string): Promise<readonly DigestColumn[] | undefined> {
    return allColumns(this.#market, stream);
  }

  async explain(stream: string, row: number): Promise<Explanation[]> {
    const lane = laneNamed(this.#market, stream);
    return lane ? TIERS.map((tier) => explain(lane, row, tier)) : [];
  }
}

/** Bar fields and computed columns of a stream, in the order of computing. */
export function allColumns(market: Market, name: string): readonly DigestColumn[] | undefined {
  const stream = streamsOf(market).find((one) => one.name === name);
  const lane = laneNamed(market, name);
  return stream && [...(lane ? inputColumns(lane) : []), ...stream.columns];
}

export function laneNamed(market: Market, name: string): Lane | undefined {
  const index = streamsOf(market).findIndex((one) => one.name === name);
  return market.lanes[index];
}

/** The block of rows in which two chains part: bisection, because a chain that has parted never meets again. */
export function firstBlock(
  a: readonly string[],
  b: readonly string[],
  rows: number,
): { from: number; to: number } {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (a[middle] === b[middle]) low = middle + 1;
    else high = middle;
  }
  const from = low * CHECKPOINT_ROWS;
  return { from, to: Math.min(from + CHECKPOINT_ROWS, rows) };
}

/**
 * The first difference of a comparison: the stream that parts first, then the bar and the column. Exact where the golden
 * side can be computed again (`reference`), else as near as the golden file tells.
 */
export async function findDivergence(
  comparison: Comparison,
  dataset: string,
  now: Market,
  reference: Reference | null,
): Promise<Divergence | null> {
  const parted = comparison.streams
    .filter((one) => one.golden && one.now && (one.inputDiffers || one.columns.length > 0))
    .map((change) => ({ change, ...blockOf(change) }))
    .sort((a, b) => a.from - b.from);
  const exact = reference && (await firstOf(parted, now, reference));
  if (exact) return described(exact.change, exact, dataset, now, reference, exact);
  const [first] = parted;
  return first ? described(first.change, first, dataset, now, null, null) : null;
}

type Parted = { change: StreamChange; from: number; to: number };
/** `order` is the place of the column in the order of computing. */
type Found = { row: number; order: number; column: string; golden: number; value: number };
type Exact = Parted & Found;

function blockOf(change: StreamChange): { from: number; to: number } {
  const { golden, now, inputDiffers } = change;
  const names = change.newColumns.length + change.goneColumns.length;
  // Chains over other columns have no link in common: the difference can be anywhere.
  if (!inputDiffers && names > 0) return { from: 0, to: Math.min(golden!.rows, now!.rows) };
  const chain = (side: StreamOutcome): string[] =>
    inputDiffers ? side.inputCheckpoints : side.outputCheckpoints;
  return firstBlock(chain(golden!), chain(now!), Math.min(golden!.rows, now!.rows));
}

async function firstOf(parted: readonly Parted[], now: Market, reference: Reference): Promise<Exact | null> {
  let best: Exact | null = null;
  for (const part of parted) {
    if (best && part.from > best.row) break;
    const before = await reference.columns(part.change.stream);
    const after = allColumns(now, part.change.stream);
    const found = before && after && firstIn(before, after, part);
    if (found && (!best || isBefore(found, best))) best = { ...part, ...found };
  }
  return best;
}

/** On one row the column that is computed first is nearer to the cause: clusters, say, look at several lanes. */
const isBefore = (a: Found, b: Found): boolean => a.row < b.row || (a.row === b.row && a.order < b.order);

/** The first row of a block, and in it the first column of both sides, whose bits differ. */
function firstIn(
  before: readonly DigestColumn[],
  after: readonly DigestColumn[],
  { from, to }: Parted,
): Found | null {
  const other = new Map(before.map(({ name, data }) => [name, data]));
  const both = after.flatMap(({ name, data }, order) => {
    const golden = other.get(name);
    return golden ? [{ name, order, golden, data }] : [];
  });
  for (let row = from; row < to; row++) {
    const found = both.find(({ golden, data }) => !Object.is(golden[row], data[row]));
    if (!found) continue;
    const { name, order, golden, data } = found;
    return { row, order, column: name, golden: golden[row], value: data[row] };
  }
  return null;
}

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

async function described(
  change: StreamChange,
  { from, to }: { from: number; to: number },
  dataset: string,
  market: Market,
  reference: Reference | null,
  exact: Exact | null,
): Promise<Divergence> {
  const { stream } = change;
  const now = change.now!;
  const said = firstSaid(change);
  const row = exact?.row ?? null;
  const time = now.from + (row ?? from) * now.barMs;
  const lane = laneNamed(market, stream) ?? market.lanes[0];
  return {
    stream,
    from,
    to,
    row,
    time,
    column: exact?.column ?? change.columns[0] ?? 'openTime',
    values: exact && { golden: known(exact.golden), now: known(exact.value) },
    reference: reference?.label ?? null,
    explanations: said ? await explanations(said, stream, market, reference) : [],
    replay: replayLink(dataset, lane, said && !exact ? now.from + said.row * now.barMs : time),
  };
}

/** The first signal that is new or gone in the stream. */
function firstSaid({ signals }: StreamChange): { tier: string; row: number } | null {
  const rows = Object.entries(signals).flatMap(([tier, { added, removed, moved }]) =>
    [...added, ...removed, ...moved.flatMap(({ from, to }) => [from, to])].map((row) => ({ tier, row })),
  );
  return rows.sort((a, b) => a.row - b.row)[0] ?? null;
}

async function explanations(
  { tier, row }: { tier: string; row: number },
  stream: string,
  market: Market,
  reference: Reference | null,
): Promise<Divergence['explanations']> {
  const lane = laneNamed(market, stream);
  if (!lane) return [];
  const now = TIERS.map((one) => explain(lane, row, one)).find(({ name }) => name === tier);
  const golden = (await reference?.explain(stream, row))?.find(({ name }) => name === tier);
  return now ? [{ tier, row, golden: golden ? inWords(golden) : null, now: inWords(now) }] : [];
}

function inWords({ fired, conditions }: Explanation): string {
  const shown = (x: number | null): string => (x === null ? 'missing' : String(Number(x.toPrecision(6))));
  const parts = conditions.map(
    ({ metric, operator, value, threshold, held }) =>
      `${metric} = ${shown(value)} (${held ? 'is' : 'is not'} ${operator} ${shown(threshold)})`,
  );
  return `${fired ? 'fired' : 'did not fire'}: ${parts.join(', ')}`;
}

/** The page of the UI that shows the bar, as a path of the server; its clock stands at the bar's close. */
function replayLink(dataset: string, { key, tape }: Lane, openTime: number): string {
  const at = new Date(openTime + tape.timeframeMs).toISOString().replace(/:\d\d\.000Z$/, 'Z');
  const query = new URLSearchParams({
    dataset,
    symbol: key.symbol,
    venue: key.venue,
    tf: key.timeframe,
    t: at,
  });
  return `/replay?${query}`;
}
