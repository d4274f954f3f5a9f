import type { NumberName } from '@hindcast/engine/simulation';
import type { Comparison, ListChange, StreamChange } from './compare.ts';
import type { Outcome } from './outcome.ts';
import type { Bound, CaseDefinition } from './suite-schema.ts';

export type Status = 'equal' | 'drifted' | 'differs' | 'failed';

/** The verdict on a case: how it stands to its golden file and to what the suite demands. */
export interface Judgement {
  status: Exclude<Status, 'failed'>;
  /** What was demanded and is not so, one sentence each. */
  faults: string[];
}

/** Judges an outcome: `equal` and `drifted` pass, `differs` does not. */
export function judge(
  one: CaseDefinition,
  outcome: Outcome,
  golden: Outcome,
  comparison: Comparison,
): Judgement {
  const demanded = [...brokenBounds(one, outcome), ...slow(one, outcome, golden)];
  const beyond = comparison.equal ? [] : beyondDrift(one, comparison);
  const faults = [...beyond, ...demanded];
  if (faults.length > 0) return { status: 'differs', faults };
  return { status: comparison.equal ? 'equal' : 'drifted', faults };
}

function brokenBounds({ expect, strategies }: CaseDefinition, outcome: Outcome): string[] {
  const total = (kind: 'signals' | 'events', name: string): number =>
    outcome.streams.reduce(
      (sum, stream) => sum + ((stream[kind] as Record<string, unknown[] | undefined>)[name]?.length ?? 0),
      0,
    );
  const counted = (['signals', 'events'] as const).flatMap((kind) =>
    Object.entries(expect[kind]).flatMap(([name, bound]) =>
      outside(`${name} ${kind}`, total(kind, name), bound),
    ),
  );
  const numbers = strategies.flatMap(({ expect: bounds }, k) =>
    Object.entries(bounds).flatMap(([name, bound]) => {
      const { name: strategy, numbers } = outcome.strategies[k];
      return outside(`${strategy}: ${name}`, numbers[name as NumberName], bound);
    }),
  );
  return [...counted, ...numbers];
}

function outside(what: string, value: number | null, bound: Bound | undefined): string[] {
  if (!bound) return [];
  if (value === null) return [`${what} is undefined, and the suite sets a bound on it.`];
  const { min = -Infinity, max = Infinity } = bound;
  if (value < min) return [`${what} is ${value}, below the least allowed ${min}.`];
  return value > max ? [`${what} is ${value}, above the greatest allowed ${max}.`] : [];
}

/** What differs by more than the suite allows; without an allowance, everything that differs. */
function beyondDrift({ drift, strategies }: CaseDefinition, comparison: Comparison): string[] {
  const faults: string[] = [];
  for (const change of comparison.streams) {
    const { stream, golden, now } = change;
    if (!golden || !now) faults.push(`${stream} is ${now ? 'new' : 'gone'}.`);
    else if (change.inputDiffers) faults.push(`${stream}: the bars that went in differ.`);
    else if (change.outputDiffers && !drift) faults.push(`${stream}: ${described(change)}.`);
  }
  for (const kind of ['signals', 'events'] as const) {
    const allowed = drift?.[kind];
    if (!drift) continue;
    const seen = comparison.streams.reduce((sum, one) => sum + changed(Object.values(one[kind])), 0);
    if (seen > (allowed ?? 0)) faults.push(`${seen} ${kind} changed, and ${allowed ?? 0} may.`);
  }
  comparison.strategies.forEach(({ strategy, differs, numbers, golden, now }, k) => {
    if (!golden || !now) return void faults.push(`Strategy ${strategy} is ${now ? 'new' : 'gone'}.`);
    if (!differs) return;
    const allowed = strategies.at(k)?.drift ?? {};
    if (Object.keys(allowed).length === 0) return void faults.push(`${strategy}: its trades differ.`);
    for (const { name, golden: before, now: after } of numbers) {
      const most = allowed[name];
      if (most !== undefined && !(Math.abs((after ?? NaN) - (before ?? NaN)) <= most))
        faults.push(`${strategy}: ${name} went from ${before} to ${after}, and may move by ${most}.`);
    }
  });
  return faults;
}

const changed = (lists: readonly ListChange[]): number =>
  lists.reduce((sum, { added, removed, moved }) => sum + added.length + removed.length + moved.length, 0);

function described({ columns, newColumns, goneColumns }: StreamChange): string {
  const parts = [
    [columns, columns.length === 1 ? 'differs' : 'differ'],
    [newColumns, newColumns.length === 1 ? 'is new' : 'are new'],
    [goneColumns, goneColumns.length === 1 ? 'is gone' : 'are gone'],
  ] as const;
  const told = parts.filter(([names]) => names.length > 0).map(([names, verb]) => `${listed(names)} ${verb}`);
  return told.join('; ') || 'its digest was made in another way: write the golden file anew with --update';
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 4).join(', ') + (names.length > 4 ? ` and ${names.length - 4} more` : '');

function slow({ performance }: CaseDefinition, outcome: Outcome, golden: Outcome): string[] {
  if (!performance || outcome.throughput === null || golden.throughput === null) return [];
  const share = outcome.throughput / golden.throughput;
  if (share >= performance.atLeast) return [];
  return [
    `Throughput is ${(100 * share).toFixed(0)} % of what was recorded, in units of a kernel timed in the same run; ` +
      `at least ${(100 * performance.atLeast).toFixed(0)} % is demanded.`,
  ];
}
