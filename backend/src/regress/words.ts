import { NUMBER_DOCS, type NumberName } from '@hindcast/engine/simulation';
import { wilsonInterval } from '@hindcast/engine/statistics';
import { time } from '../cli/text.ts';
import type { CaseResult } from './case-result.ts';
import type { Comparison, ListChange, StrategyChange } from './compare.ts';
import type { Divergence } from './divergence.ts';
import type { StrategyOutcome } from './outcome.ts';

/** At most so many trades are listed; the rest is counted. */
export const LISTED = 10;

/** What a reviewer is told about a case, as lines without decoration: every report prints these. */
export function linesOf({ faults, error, comparison, divergence, status, outcome }: CaseResult): string[] {
  if (error) return [error.message, ...(error.action ? [error.action] : [])];
  if (!comparison || !outcome) return [];
  const lines = [...faults];
  if (status === 'drifted') lines.push('It differs from the golden file, within what the suite allows.');
  if (!comparison.equal) lines.push(...comparisonLines(comparison, divergence));
  return lines;
}

/** What differs between two outcomes: settings, first divergence, signals, events, trades, numbers. */
export function comparisonLines(comparison: Comparison, divergence: Divergence | null): string[] {
  return [
    ...comparison.settings.map(({ path, golden, now }) => `setting ${path}: ${golden} -> ${now}`),
    ...(divergence ? divergenceLines(divergence) : []),
    ...listLines('signals', comparison),
    ...listLines('events', comparison),
    ...comparison.strategies.filter(({ differs }) => differs).flatMap(strategyLines),
  ];
}

function divergenceLines(d: Divergence): string[] {
  const where =
    d.row === null
      ? `${d.stream}, within bars ${d.from} to ${d.to - 1} (from ${time(d.time)} UTC)`
      : `${d.stream}, bar ${d.row} (${time(d.time)} UTC)`;
  const shown = (x: number | null): string => (x === null ? 'missing' : String(x));
  const values = d.values ? `: ${shown(d.values.golden)} -> ${shown(d.values.now)}` : '';
  return [
    `first difference: ${where}, ${d.column}${values}`,
    ...(d.reference ? [`golden side computed again with ${d.reference}`] : []),
    ...d.explanations.flatMap(({ tier, row, golden, now }) => [
      ...(golden ? [`${tier} at bar ${row}, golden: ${golden}`] : []),
      `${tier} at bar ${row}, now: ${now}`,
    ]),
    `replay: ${d.replay}`,
  ];
}

/** What became of each kind of signal or event, over all streams; those that changed nowhere are left out. */
export function totalsByName(
  kind: 'signals' | 'events',
  { streams }: Comparison,
): ({ name: string } & Totals)[] {
  const names = new Map<string, ListChange[]>();
  for (const stream of streams)
    for (const [name, change] of Object.entries(stream[kind]))
      names.set(name, [...(names.get(name) ?? []), change]);
  return [...names].map(([name, list]) => ({ name, ...totals(list) })).filter((one) => one.changed > 0);
}

/** `signals +3 / -1 / moved 2`, and the same for each kind. */
function listLines(kind: 'signals' | 'events', comparison: Comparison): string[] {
  const parts = totalsByName(kind, comparison);
  if (parts.length === 0) return [];
  const sum = (of: 'added' | 'removed' | 'moved'): number => parts.reduce((all, one) => all + one[of], 0);
  return [
    `${kind} +${sum('added')} / -${sum('removed')} / moved ${sum('moved')}`,
    ...parts.map((one) => `  ${one.name} ${signed(one)} (${one.before} -> ${one.after})`),
  ];
}

export interface Totals {
  before: number;
  after: number;
  added: number;
  removed: number;
  moved: number;
  changed: number;
}

/** What became of several lists together. */
export function totals(list: readonly ListChange[]): Totals {
  const sum = (of: (change: ListChange) => number): number => list.reduce((total, one) => total + of(one), 0);
  const [added, removed] = [sum((one) => one.added.length), sum((one) => one.removed.length)];
  const moved = sum((one) => one.moved.length);
  const [before, after] = [sum((one) => one.before), sum((one) => one.after)];
  return { before, after, added, removed, moved, changed: added + removed + moved };
}

export const signed = ({ added, removed, moved }: Totals): string =>
  `+${added} / -${removed} / moved ${moved}`;

/** Numbers that a reviewer looks at first. */
export const SHOWN: readonly NumberName[] = [
  'netPnl',
  'maxDrawdownPct',
  'exitRegret',
  'entryRegret',
  'missedRegret',
  'trades',
];

function strategyLines({ strategy, numbers, trades, golden, now }: StrategyChange): string[] {
  const count = (kind: string): number => trades.filter((one) => one.kind === kind).length;
  const lines = [
    `${strategy}: trades +${count('added')} / -${count('removed')} / changed ${count('changed')}`,
    ...trades.slice(0, LISTED).map(tradeChangeLine),
  ];
  if (trades.length === 0 && golden && now)
    lines.push('  every trade is the same; what differs is the equity between, or the signal of a trade');
  if (trades.length > LISTED) lines.push(`  and ${trades.length - LISTED} more`);
  if (golden && now && golden.numbers.hitRate !== now.numbers.hitRate)
    lines.push(`  hit rate ${hitRate(golden)} -> ${hitRate(now)}`);
  for (const { name, golden: before, now: after } of numbers) {
    if (!SHOWN.includes(name)) continue;
    const { label, unit } = NUMBER_DOCS[name];
    const delta =
      before === null || after === null ? '' : ` (${after >= before ? '+' : ''}${money(after - before)})`;
    lines.push(`  ${label}: ${money(before)} -> ${money(after)}${delta} ${unit}`.trimEnd());
  }
  return lines;
}

export const money = (x: number | null): string => (x === null ? 'undefined' : String(Number(x.toFixed(2))));

/** With its 95 % interval. */
export function hitRate({ numbers: { wins, trades } }: StrategyOutcome): string {
  const { estimate, low, high } = wilsonInterval(wins ?? 0, trades ?? 0);
  const percent = (x: number): string => (x === x ? `${(100 * x).toFixed(1)} %` : 'undefined');
  return `${percent(estimate)} (95 %: ${percent(low)} to ${percent(high)})`;
}

export function tradeChangeLine({ kind, golden, now }: StrategyChange['trades'][number]): string {
  const trade = (now ?? golden)!;
  const head = `  ${kind} ${trade.symbol} ${trade.side}, entry bar ${trade.entryRow}`;
  const told = (one: typeof trade): string =>
    `${money(one.entryPrice)} to bar ${one.exitRow} at ${money(one.exitPrice)} (${one.reason}), net ${money(one.netPnl)}`;
  return kind === 'changed' ? `${head}: ${told(golden!)} -> ${told(now!)}` : `${head}: ${told(trade)}`;
}
