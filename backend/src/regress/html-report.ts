import { NUMBER_DOCS } from '@hindcast/engine/simulation';
import { time } from '../cli/text.ts';
import type { CaseResult } from './case-result.ts';
import type { Comparison, StrategyChange } from './compare.ts';
import type { Divergence } from './divergence.ts';
import { HTML_STYLE } from './html-style.ts';
import { markup } from './markup.ts';
import { FAILS, headline, word } from './reports.ts';
import { hitRate, LISTED, money, SHOWN, totalsByName, tradeChangeLine } from './words.ts';

/** One page that needs nothing else: no script, no link, no font. */
export function html(results: readonly CaseResult[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Replay regression</title>
<style>${HTML_STYLE}</style>
<h1>Replay regression</h1>
<p class="headline">${markup(headline(results))}</p>
${results.map(section).join('\n')}
</html>
`;
}

function section(one: CaseResult): string {
  const open = FAILS.has(one.status) ? ' open' : '';
  const title = `<span class="badge ${one.status}">${word(one)}</span> <b>${markup(one.id)}</b> <small>${one.ms} ms</small>`;
  return `<details${open}><summary>${title}</summary><div class="case">${body(one)}</div></details>`;
}

function body({ error, faults, comparison, divergence, status }: CaseResult): string {
  if (error) return `<p class="fault">${markup(error.message)}</p><p>${markup(error.action)}</p>`;
  const parts = faults.map((fault) => `<p class="fault">${markup(fault)}</p>`);
  if (status === 'drifted')
    parts.push('<p>It differs from the golden file, within what the suite allows.</p>');
  if (comparison && !comparison.equal) parts.push(...changes(comparison, divergence));
  return parts.join('\n') || '<p>To the bit as its golden file says.</p>';
}

function changes(comparison: Comparison, divergence: Divergence | null): string[] {
  const settings = comparison.settings.map(({ path, golden, now }) => [path, golden, now]);
  return [
    table('Settings', ['setting', 'golden', 'now'], settings),
    divergence ? first(divergence) : '',
    ...(['signals', 'events'] as const).map((kind) =>
      table(capital(kind), COUNTED, counted(kind, comparison)),
    ),
    ...comparison.strategies.filter(({ differs }) => differs).map(strategySection),
  ];
}

const COUNTED = ['', 'golden', 'now', 'new', 'gone', 'moved'];

const counted = (kind: 'signals' | 'events', comparison: Comparison): string[][] =>
  totalsByName(kind, comparison).map((one) => [
    one.name,
    ...[one.before, one.after].map(String),
    ...[`+${one.added}`, `−${one.removed}`, String(one.moved)],
  ]);

function first(d: Divergence): string {
  const bar = d.row === null ? `bars ${d.from} to ${d.to - 1}, from` : `bar ${d.row},`;
  const shown = (x: number | null): string => (x === null ? 'missing' : String(x));
  const values = d.values
    ? `<p class="values"><code>${shown(d.values.golden)}</code> golden <span>→</span> <code>${shown(d.values.now)}</code> now</p>`
    : '';
  const told = d.explanations.flatMap(({ tier, row, golden, now }) => [
    ...(golden ? [[`${tier}, bar ${row}`, 'golden', golden]] : []),
    [`${tier}, bar ${row}`, 'now', now],
  ]);
  return `<section class="first"><h3>First difference</h3>
<p><code>${markup(d.column)}</code> of ${markup(d.stream)}, ${bar} ${time(d.time)} UTC</p>${values}
${table('', ['tier', 'side', 'why'], told)}
<p class="path">Replay: <code>${markup(d.replay)}</code></p>
${d.reference ? `<p><small>Golden side computed again with ${markup(d.reference)}.</small></p>` : ''}</section>`;
}

function strategySection({ strategy, numbers, trades, golden, now }: StrategyChange): string {
  const count = (kind: string): number => trades.filter((one) => one.kind === kind).length;
  const rows = numbers
    .filter(({ name }) => SHOWN.includes(name))
    .map(({ name, golden: before, now: after }) => {
      const { label, unit } = NUMBER_DOCS[name];
      const delta = before === null || after === null ? '' : money(after - before);
      return [label, money(before), money(after), delta, unit];
    });
  if (golden && now && golden.numbers.hitRate !== now.numbers.hitRate)
    rows.unshift(['Hit rate, 95 % interval', hitRate(golden), hitRate(now), '', '']);
  const listed = trades.slice(0, LISTED).map((one) => `<li>${markup(tradeChangeLine(one).trim())}</li>`);
  const more = trades.length > LISTED ? `<li>and ${trades.length - LISTED} more</li>` : '';
  return `<section><h3>${markup(strategy)}</h3>
<p>Trades: ${count('added')} new, ${count('removed')} gone, ${count('changed')} changed.</p>
${table('', ['', 'golden', 'now', 'change', 'unit'], rows)}
${listed.length > 0 ? `<ul>${listed.join('')}${more}</ul>` : ''}</section>`;
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${markup(cell)}</${tag}>`).join('')}</tr>`;
  const heading = title ? `<h3>${markup(title)}</h3>` : '';
  return `${heading}<div class="scroll"><table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>`;
}
