import type { Distribution, SimulationReport } from '@hindcast/engine/simulation';
import type { Equity } from '../dto/result.dto.ts';
import { number, signed, stamp } from './page-format.ts';
import { axes, band, chart, digitsOf, line, plot, WIDTH } from './svg.ts';

const finite = (values: readonly (number | null)[]): number[] =>
  values.filter((value): value is number => value !== null && Number.isFinite(value));

/** Lowest and highest value with a little air. */
function range(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const air = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - air, high + air];
}

/** Equity with what a bucket went through, and what holding would have made. */
export function equityChart(equity: Equity, startEquity: number): string {
  const { time, low, high, buyAndHold } = equity;
  if (time.length < 2) return '';
  const p = plot({
    height: 300,
    x: [time[0], time[time.length - 1]],
    y: range([...low, ...high, ...finite(buyAndHold), startEquity]),
  });
  const start = p.y(startEquity).toFixed(1);
  return chart(
    300,
    `Equity from ${stamp(time[0])} to ${stamp(time[time.length - 1])}: it ends at ${number(equity.equity[equity.equity.length - 1])} USDT`,
    axes(p, { x: 'time', unit: 'USDT' }) +
      `<line class="zero" x1="74" x2="${WIDTH - 14}" y1="${start}" y2="${start}"/>` +
      `<path class="band" d="${band(p, time, low, high)}"/>` +
      `<path class="line hold" d="${line(p, time, buyAndHold)}"/>` +
      `<path class="line equity" d="${line(p, time, equity.equity)}"/>`,
  );
}

/** How far the equity was below its highest, and when a position was open. */
export function drawdownChart({ time, drawdownPct, exposurePct }: Equity): string {
  if (time.length < 2) return '';
  const down = drawdownPct.map((value) => -value);
  const p = plot({
    height: 170,
    x: [time[0], time[time.length - 1]],
    y: [Math.min(-0.1, ...down) * 1.05, 0],
  });
  const zero = down.map(() => 0);
  const dots = exposurePct.map((share, k) => {
    const [from, to] = [p.x(time[Math.max(0, k - 1)]), p.x(time[k])];
    return share > 0
      ? `<rect class="held" x="${from.toFixed(1)}" width="${Math.max(0.6, to - from).toFixed(1)}" y="3" height="5" opacity="${(0.25 + (0.75 * share) / 100).toFixed(2)}"/>`
      : '';
  });
  return chart(
    170,
    `Drawdown in percent: at worst ${number(Math.max(...drawdownPct))}`,
    axes(p, { x: 'time', unit: '' }) +
      `<path class="down" d="${band(p, time, down, zero)}"/><path class="line lossline" d="${line(p, time, down)}"/>${dots.join('')}`,
  );
}

/** Bars of a distribution; what lies below zero is drawn as a loss. */
export function histogram({ from, width, counts }: Distribution, label: string, losses: boolean): string {
  if (counts.length === 0) return '<p class="quiet">No trades.</p>';
  if (width === 0) return `<p class="quiet">All ${counts[0]} trades: ${number(from)} USDT.</p>`;
  const height = 200;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const p = plot({ height, x: [from, from + width * counts.length], y: [0, most * 1.05] });
  const digits = digitsOf([0, width]);
  const bars = counts.map((count, k) => {
    const [low, high] = [from + k * width, from + (k + 1) * width];
    const [x, y] = [p.x(low), p.y(count)];
    const kind = losses && high <= width * 1e-9 ? 'loss' : 'gain';
    return `<rect class="${losses ? kind : 'neutral'}" x="${(x + 0.5).toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(0.5, p.x(high) - x - 1).toFixed(1)}" height="${Math.max(0, p.y(0) - y).toFixed(1)}"><title>${number(low, digits)} to ${number(high, digits)} USDT: ${count}</title></rect>`;
  });
  return chart(height, label, axes(p, { x: 'number', unit: 'trades' }) + bars.join(''));
}

/** How far trades went against the position and with it, coloured by how they ended. */
export function excursionChart({ excursions }: SimulationReport): string {
  if (excursions.length === 0) return '<p class="quiet">No trades.</p>';
  const x = range([0, ...excursions.map(({ mae }) => -mae)]);
  const y = range([0, ...excursions.map(({ mfe }) => mfe)]);
  const p = plot({ height: 300, x: [0, x[1]], y: [0, y[1]] });
  const dots = excursions.map(
    ({ id, mae, mfe, netPnl }) =>
      `<circle class="${netPnl > 0 ? 'gain' : 'loss'}" cx="${p.x(-mae).toFixed(1)}" cy="${p.y(mfe).toFixed(1)}" r="3"><title>trade ${id}: MAE ${number(mae)}, MFE ${number(mfe)}, net ${signed(netPnl)} USDT</title></circle>`,
  );
  return chart(
    300,
    'Adverse against favourable excursion of each trade',
    axes(p, { x: 'number', unit: 'MFE, USDT' }) + dots.join(''),
  );
}

/** From what hindsight would have made to what was realised. */
export function regretChart({ regret }: SimulationReport): string {
  const steps: [string, number][] = [
    ['hindsight', regret.oracle],
    ['entry timing', regret.entryTiming],
    ['exit timing', regret.exitTiming],
    ['missed signals', regret.missedSignals],
    ['false signals', regret.falseSignals],
    ['fees, slippage', regret.costs],
    ['funding', regret.funding],
  ];
  const levels = steps.reduce<number[]>((sums, [, value]) => [...sums, sums[sums.length - 1] + value], [0]);
  const p = plot({ height: 240, x: [0, steps.length + 1], y: range([0, ...levels, regret.realised]) });
  const bar = (k: number, label: string, from: number, to: number, kind: string): string => {
    const [x, width] = [p.x(k + 0.12), p.x(1 - 0.12) - p.x(0.12)];
    const [top, bottom] = [Math.min(p.y(from), p.y(to)), Math.max(p.y(from), p.y(to))];
    return (
      `<rect class="${kind}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" y="${top.toFixed(1)}" height="${Math.max(1, bottom - top).toFixed(1)}"><title>${label}: ${signed(to - from)} USDT</title></rect>` +
      `<text class="tick middle" x="${(x + width / 2).toFixed(1)}" y="232">${label}</text>`
    );
  };
  const bars = steps.map(([label, value], k) =>
    bar(k, label, levels[k], levels[k + 1], k === 0 ? 'neutral' : value >= 0 ? 'gain' : 'loss'),
  );
  const end = bar(steps.length, 'realised', 0, regret.realised, regret.realised >= 0 ? 'gain' : 'loss');
  const grid = axes(p, { x: 'number', unit: 'USDT' }).replace(
    /<text class="tick middle"[^>]*>[^<]*<\/text>/g,
    '',
  );
  return chart(240, 'Regret: from hindsight to what was realised', grid + bars.join('') + end);
}
