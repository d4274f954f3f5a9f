import type { NumberName } from '@hindcast/engine/simulation';
import type { Outcome, StrategyOutcome, StreamOutcome, TradeLine } from './outcome.ts';

/** Two occurrences at most this many bars apart are one that moved. */
const MOVED_BARS = 3;

/** What became of the members of a list. */
export interface ListChange {
  before: number;
  after: number;
  added: number[];
  removed: number[];
  moved: { from: number; to: number }[];
}

export interface StreamChange {
  stream: string;
  /** Golden and new; null where one side has no such stream. */
  golden: StreamOutcome | null;
  now: StreamOutcome | null;
  inputDiffers: boolean;
  outputDiffers: boolean;
  /** Columns that both sides have and that differ somewhere, in the order in which they are computed. */
  columns: string[];
  /** Columns that only one side has. With any, the chains differ from their first link on, whatever the values are. */
  newColumns: string[];
  goneColumns: string[];
  signals: Record<string, ListChange>;
  events: Record<string, ListChange>;
}

export interface TradeChange {
  kind: 'added' | 'removed' | 'changed';
  golden: TradeLine | null;
  now: TradeLine | null;
}

export interface StrategyChange {
  strategy: string;
  differs: boolean;
  /** Only numbers that differ. */
  numbers: { name: NumberName; golden: number | null; now: number | null }[];
  trades: TradeChange[];
  golden: StrategyOutcome | null;
  now: StrategyOutcome | null;
}

/** Everything that differs between two outcomes of a case. */
export interface Comparison {
  equal: boolean;
  settings: { path: string; golden: string; now: string }[];
  streams: StreamChange[];
  strategies: StrategyChange[];
}

export function compare(golden: Outcome, now: Outcome): Comparison {
  const streams = joined(golden.streams, now.streams).map(([a, b]) => compareStream(a, b));
  const strategies = joined(golden.strategies, now.strategies).map(([a, b]) => compareStrategy(a, b));
  const same =
    golden.dataset.digest === now.dataset.digest &&
    golden.timeframe === now.timeframe &&
    !streams.some((one) => one.inputDiffers || one.outputDiffers) &&
    !strategies.some(({ differs }) => differs);
  return { equal: same, settings: settingsOf(golden.config, now.config), streams, strategies };
}

function joined<T extends { name: string }>(a: readonly T[], b: readonly T[]): [T | null, T | null][] {
  const names = [...new Set([...a, ...b].map(({ name }) => name))];
  const of = (list: readonly T[], name: string): T | null => list.find((one) => one.name === name) ?? null;
  return names.map((name) => [of(a, name), of(b, name)]);
}

function compareStream(golden: StreamOutcome | null, now: StreamOutcome | null): StreamChange {
  const [before, after] = [golden?.columns ?? {}, now?.columns ?? {}];
  const both = Object.keys(after).filter((name) => Object.hasOwn(before, name));
  const later = (now ?? golden)!;
  return {
    stream: later.name,
    golden,
    now,
    inputDiffers: golden?.input !== now?.input || golden?.rows !== now?.rows,
    outputDiffers: golden?.output !== now?.output,
    columns: both.filter((name) => before[name] !== after[name]),
    newColumns: Object.keys(after).filter((name) => !Object.hasOwn(before, name)),
    goneColumns: Object.keys(before).filter((name) => !Object.hasOwn(after, name)),
    signals: changes(golden?.signals ?? {}, now?.signals ?? {}, (row) => row),
    events: changes(golden?.events ?? {}, now?.events ?? {}, (event) => parseInt(event, 10)),
  };
}

function changes<T>(
  a: Readonly<Record<string, readonly T[] | undefined>>,
  b: Readonly<Record<string, readonly T[] | undefined>>,
  rowOf: (item: T) => number,
): Record<string, ListChange> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, changeOf(a[name] ?? [], b[name] ?? [], rowOf)]));
}

function changeOf<T>(a: readonly T[], b: readonly T[], rowOf: (item: T) => number): ListChange {
  const [before, after] = [new Set(a), new Set(b)];
  const removed = a.filter((item) => !after.has(item)).map(rowOf);
  const added = b.filter((item) => !before.has(item)).map(rowOf);
  const moved: ListChange['moved'] = [];
  const gone: number[] = [];
  for (const from of removed) {
    const k = added.findIndex((to) => Math.abs(to - from) <= MOVED_BARS);
    if (k < 0) gone.push(from);
    else moved.push({ from, to: added.splice(k, 1)[0] });
  }
  return { before: a.length, after: b.length, added, removed: gone, moved };
}

function compareStrategy(golden: StrategyOutcome | null, now: StrategyOutcome | null): StrategyChange {
  const names = Object.keys(now?.numbers ?? golden?.numbers ?? {}) as NumberName[];
  const read = (side: StrategyOutcome | null, name: NumberName): number | null => side?.numbers[name] ?? null;
  return {
    strategy: (now ?? golden)!.name,
    differs: golden?.digest !== now?.digest,
    numbers: names
      .map((name) => ({ name, golden: read(golden, name), now: read(now, name) }))
      .filter((one) => one.golden !== one.now),
    trades: compareTrades(golden?.trades ?? [], now?.trades ?? []),
    golden,
    now,
  };
}

const tradeKey = (trade: TradeLine): string => `${trade.symbol} ${trade.side} ${trade.entryRow}`;

function compareTrades(a: readonly TradeLine[], b: readonly TradeLine[]): TradeChange[] {
  const before = new Map(a.map((trade) => [tradeKey(trade), trade]));
  const after = new Map(b.map((trade) => [tradeKey(trade), trade]));
  const found: TradeChange[] = [];
  for (const [key, golden] of before) {
    const now = after.get(key) ?? null;
    if (!now) found.push({ kind: 'removed', golden, now });
    else if (JSON.stringify(golden) !== JSON.stringify(now)) found.push({ kind: 'changed', golden, now });
  }
  for (const [key, now] of after) if (!before.has(key)) found.push({ kind: 'added', golden: null, now });
  const row = ({ golden, now }: TradeChange): number => (now ?? golden)!.entryRow;
  return found.sort((x, y) => row(x) - row(y));
}

/** Leaves of the configuration that differ, as `signals.oiZ`. */
function settingsOf(golden: unknown, now: unknown, path = ''): Comparison['settings'] {
  if (isRecord(golden) && isRecord(now)) {
    const keys = [...new Set([...Object.keys(golden), ...Object.keys(now)])];
    return keys.flatMap((key) => settingsOf(golden[key], now[key], path ? `${path}.${key}` : key));
  }
  const [a, b] = [golden, now].map((value) => JSON.stringify(value) ?? 'none');
  return a === b ? [] : [{ path, golden: a, now: b }];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
