import { FIGURES, FIGURE_GROUPS, type FigureDoc, type SimulationReport } from '@hindcast/engine/simulation';
import type { Equity, Trade } from '../dto/result.dto.ts';
import { drawdownChart, equityChart, excursionChart, histogram, regretChart } from './page-charts.ts';
import { duration, escapeHtml, number, price, signed, stamp } from './page-format.ts';
import { monthsTable, regretTable } from './page-tables.ts';
import { PAGE_STYLE } from './page-style.ts';

/** What the page tells. */
export interface ReportPage {
  readonly report: SimulationReport;
  readonly equity: Equity;
  readonly trades: readonly Trade[];
  /** What was traded on what. */
  readonly title: string;
  readonly strategyText: string;
  /** When the run was made, UTC ms; null where nobody kept that. */
  readonly createdAt: number | null;
}

/** Trades that are listed: what is beyond is in the CSV file. */
const LISTED = 500;

const HEADLINE = ['returnPct', 'sharpe', 'maxDrawdownPct', 'hitRate', 'profitFactor', 'trades'] as const;

/** A report as one HTML file that needs nothing else: no script, no font, no address. */
export function reportPage(page: ReportPage): string {
  const { report, equity, title } = page;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · Hindcast</title><style>${PAGE_STYLE}</style></head>
<body><main>
${head(page)}
${tiles(report)}
${warnings(report)}
<h2>Equity</h2>
<p class="legend"><span><i style="background:var(--line)"></i>equity, with what it went through between two points</span><span><i style="background:var(--hold)"></i>buy and hold</span></p>
${equityChart(equity, report.startEquity)}
<h3>Drawdown, %; the blue marks above say when a position was open</h3>
${drawdownChart(equity)}
<h2>By month, %</h2>
${monthsTable(report.months)}
<h2>Where the result comes from</h2>
<p>Hindsight takes every signal at its best price within ${report.regretWindows.entryBars} bars and leaves at the best price after it. What is lost on the way to the realised result adds up exactly.</p>
${regretChart(report)}
${regretTable(report)}
<h2>Trades</h2>
<div class="two"><div><h3>Net PnL per trade, USDT</h3>${histogram(report.distributions.netPnl, 'Net PnL per trade', true)}</div>
<div><h3>Exit regret per trade, USDT</h3>${histogram(report.distributions.exitRegret, 'Exit regret per trade', false)}</div></div>
<h3>How far trades went against (across) and with the position (up), USDT</h3>
${excursionChart(report)}
<h2>Figures</h2>
${figureTables(report)}
<h2>What was assumed</h2>
<ul class="plain">${report.assumptions.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>
${tradeList(page)}
<h2>How to make it again</h2>
<pre>${escapeHtml(report.reproduce)}\nresult ${report.resultDigest}</pre>
<details><summary>Strategy</summary><pre>${escapeHtml(page.strategyText)}</pre></details>
<footer>Made by Hindcast ${escapeHtml(report.origin.engineVersion)}${page.createdAt === null ? '' : ` on ${stamp(page.createdAt)} UTC`}. Past results do not say what comes next.</footer>
</main></body></html>
`;
}

function head({ report, title }: ReportPage): string {
  const lanes = report.lanes.map(({ venue, symbol, timeframe }) => `${venue} ${symbol} ${timeframe}`);
  const params = Object.entries(report.strategy.params).map(([name, value]) => `${name} = ${value}`);
  return `<h1>${escapeHtml(title)}</h1>
<p class="quiet">${escapeHtml(lanes.join(', '))} · ${stamp(report.range.from)} to ${stamp(report.range.to)} UTC · ${number(report.range.rows, 0)} bars${params.length > 0 ? ` · ${escapeHtml(params.join(', '))}` : ''}</p>`;
}

function tiles(report: SimulationReport): string {
  const { numbers } = report;
  const tile = (value: string, label: string, kind = ''): string =>
    `<div class="tile"><b class="${kind}">${value}</b><span>${escapeHtml(label)}</span></div>`;
  const sign = (value: number | null): string =>
    value === null || value === 0 ? '' : value > 0 ? 'pos' : 'neg';
  const rest = HEADLINE.map((name) => {
    const figure = FIGURES.find((one) => one.name === name)!;
    const interval =
      name === 'hitRate' && numbers.hitRateLow !== null
        ? ` (95 %: ${number(100 * numbers.hitRateLow, 0)} to ${number(100 * (numbers.hitRateHigh ?? NaN), 0)} %)`
        : '';
    return tile(valueOf(figure, numbers[name]), `${figure.label}${interval}`);
  });
  return `<div class="tiles">${tile(`${signed(numbers.netPnl)}`, 'Net PnL, USDT', sign(numbers.netPnl))}${rest.join('')}</div>`;
}

function warnings({ warnings: found }: SimulationReport): string {
  if (found.length === 0) return '';
  return `<section class="warnings"><h2>Look twice</h2><ul>${found.map(({ message }) => `<li>${escapeHtml(message)}</li>`).join('')}</ul></section>`;
}

/** A figure with its unit, in the way one says it. */
function valueOf({ unit }: FigureDoc, value: number | null): string {
  if (unit === 'fraction') return value === null ? number(null) : `${number(100 * value, 1)} %`;
  if (unit === 'ms') return duration(value);
  const whole = value !== null && Number.isInteger(value) && unit !== 'USDT' && unit !== '%';
  return `${number(value, whole ? 0 : 2)}${unit === '%' && value !== null ? ' %' : ''}`;
}

/** What a path such as `regret.oracle` leads to; a plain name is one of the numbers. */
function lookUp(report: SimulationReport, name: string): number | null {
  if (!name.includes('.')) return report.numbers[name as keyof SimulationReport['numbers']];
  const found = name
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], report);
  return typeof found === 'number' ? found : null;
}

function figureTables(report: SimulationReport): string {
  const table = (group: string): string => {
    const rows = FIGURES.filter((figure) => figure.group === group).map((figure) => {
      const { name, label, unit, formula } = figure;
      const shown = unit === 'USDT' || unit === 'bars' ? ` <span class="quiet">${unit}</span>` : '';
      return `<tr><td><abbr title="${escapeHtml(formula)}">${escapeHtml(label)}</abbr></td><td>${valueOf(figure, lookUp(report, name))}${shown}</td></tr>`;
    });
    return `<div><h3>${group}</h3><table>${rows.join('')}</table></div>`;
  };
  const groups = FIGURE_GROUPS.filter((group) => group !== 'attribution');
  const formulas = FIGURES.map(
    ({ label, formula }) =>
      `<tr><td>${escapeHtml(label)}</td><td class="text">${escapeHtml(formula)}</td></tr>`,
  );
  return `<div class="two">${groups.map(table).join('')}</div>
<p class="quiet">A dash means undefined: no trades, no losses, or no variation. Compatibility shows the same run under the definitions of others.</p>
<details><summary>Formulas</summary><div class="scroll"><table>${formulas.join('')}</table></div></details>`;
}

function tradeList({ trades }: ReportPage): string {
  if (trades.length === 0) return '';
  const head = ['#', 'symbol', 'side', 'entry (UTC)', 'price', 'exit (UTC)', 'price', 'left by', 'bars'];
  const money = ['fees', 'funding', 'net PnL', 'exit regret'];
  const shown = trades.slice(0, LISTED);
  const rows = shown.map((trade) => {
    const cells = [
      ...[String(trade.id), trade.symbol, trade.side, stamp(trade.entryTime), price(trade.entryPrice)],
      ...[stamp(trade.exitTime), price(trade.exitPrice), trade.exitReason, number(trade.barsHeld, 0)],
      ...[number(trade.fees), signed(trade.funding)],
    ];
    const kind = trade.netPnl > 0 ? 'pos' : trade.netPnl < 0 ? 'neg' : '';
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}<td class="${kind}">${signed(trade.netPnl)}</td><td>${number(trade.exitRegret)}</td></tr>`;
  });
  const note =
    trades.length > LISTED ? `The first ${LISTED} of ${number(trades.length, 0)}; the CSV file has all.` : '';
  return `<h2>All trades</h2><details><summary>${number(trades.length, 0)} trades</summary><p class="quiet">${note}</p>
<div class="scroll"><table><tr>${[...head, ...money].map((word) => `<th>${word}</th>`).join('')}</tr>${rows.join('')}</table></div></details>`;
}
