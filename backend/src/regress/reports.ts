import type { CaseResult } from './case-result.ts';
import { markup } from './markup.ts';
import { linesOf } from './words.ts';

/** Results that make the run fail. */
export const FAILS: ReadonlySet<string> = new Set(['differs', 'failed']);

export function counts(results: readonly CaseResult[]): Record<CaseResult['status'], number> {
  const of = (status: string): number => results.filter((one) => one.status === status).length;
  return { equal: of('equal'), drifted: of('drifted'), differs: of('differs'), failed: of('failed') };
}

export function headline(results: readonly CaseResult[]): string {
  const { equal, drifted, differs, failed } = counts(results);
  const parts = [
    `${equal} equal`,
    ...(drifted ? [`${drifted} within the allowed drift`] : []),
    ...(differs ? [`${differs} differ${differs === 1 ? 's' : ''}`] : []),
    ...(failed ? [`${failed} could not run`] : []),
  ];
  return `${results.length} case${results.length === 1 ? '' : 's'}: ${parts.join(', ')}`;
}

/** JUnit XML as CI servers read it: a difference is a failure, what could not run an error. */
export function junit(results: readonly CaseResult[]): string {
  const { differs, failed } = counts(results);
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const total = seconds(results.reduce((sum, { ms }) => sum + ms, 0));
  const head = `tests="${results.length}" failures="${differs}" errors="${failed}" time="${total}"`;
  const cases = results.map((one) => {
    const [suite, name] = one.id.split('/');
    const open = `    <testcase classname="${markup(suite)}" name="${markup(name)}" time="${seconds(one.ms)}"`;
    if (!FAILS.has(one.status)) return `${open}/>`;
    const tag = one.status === 'failed' ? 'error' : 'failure';
    const lines = linesOf(one);
    const body = `<${tag} message="${markup(lines[0] ?? '')}">${markup(lines.join('\n'))}</${tag}>`;
    return `${open}>\n      ${body}\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${head}>`,
    `  <testsuite name="hindcast regress" ${head}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Text for a comment on a pull request. */
export function markdown(results: readonly CaseResult[]): string {
  const cell = (text: string): string => text.replace(/[|\\`<>]/g, (letter) => `\\${letter}`);
  const rows = results.map((one) => `| ${cell(one.id)} | ${word(one)} | ${cell(linesOf(one)[0] ?? '')} |`);
  const details = results
    .filter(({ status }) => status !== 'equal')
    .flatMap((one) => ['', `### ${cell(one.id)}: ${word(one)}`, '', ...fenced(linesOf(one))]);
  return [
    `## Replay regression: ${headline(results)}`,
    '',
    '| case | result | |',
    '| --- | --- | --- |',
    ...rows,
    ...details,
    '',
  ].join('\n');
}

/** A fence longer than any run of backticks inside it. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}

export function word({ status, updated }: CaseResult): string {
  if (status === 'failed') return 'could not run';
  if (updated) return 'updated';
  return status;
}

/** The JSON document: golden and new outcomes are left out, they are in the golden files. */
export function documentOf(results: readonly CaseResult[]): object {
  return {
    ok: results.every(({ status }) => !FAILS.has(status)),
    counts: counts(results),
    cases: results.map(({ outcome, comparison, ...rest }) => ({
      ...rest,
      digests: outcome?.streams.map(({ name, input, output }) => ({ name, input, output })) ?? [],
      strategies: outcome?.strategies.map(({ name, digest }) => ({ name, digest })) ?? [],
      throughput: outcome?.throughput ?? null,
      changes: comparison && !comparison.equal ? changesOf(comparison) : null,
    })),
  };
}

function changesOf({ settings, streams, strategies }: NonNullable<CaseResult['comparison']>): object {
  return {
    settings,
    streams: streams
      .filter((one) => one.inputDiffers || one.outputDiffers)
      .map(({ stream, columns, newColumns, goneColumns, signals, events }) => ({
        stream,
        columns,
        newColumns,
        goneColumns,
        signals,
        events,
      })),
    strategies: strategies
      .filter(({ differs }) => differs)
      .map(({ strategy, numbers, trades }) => ({ strategy, numbers, trades })),
  };
}
