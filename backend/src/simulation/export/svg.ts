import { escapeHtml, number, stamp } from './page-format.ts';

/** Size of a chart in its own units; the page scales it to its width. */
export const WIDTH = 920;
const LEFT = 74;
const RIGHT = 14;
const TOP = 22;
const BOTTOM = 26;

/** Maps values to places. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  (value: number): number;
}

export function scale(low: number, high: number, from: number, to: number): Scale {
  const span = high > low ? high - low : 1;
  const map = (value: number): number => from + ((value - low) / span) * (to - from);
  return Object.assign(map, { low, high });
}

/** Round numbers from low to high, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * ([1, 2, 5, 10].find((k) => span / (power * k) <= count) ?? 10);
  const found: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) found.push(k * step);
  return found;
}

const DAY = 86_400_000;
const TIME_STEPS = [1 / 24, 0.25, 1, 2, 7, 14, 30, 91, 182, 365].map((days) => days * DAY);

/** Round times, about `count` of them. */
function timeTicks(from: number, to: number, count: number): number[] {
  const step = TIME_STEPS.find((size) => (to - from) / size <= count) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const found: number[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) found.push(time);
  return found;
}

/** A rectangle with axes in which something is drawn. */
export interface Plot {
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

export interface Axes {
  readonly height: number;
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

export function plot({ height, x, y }: Axes): Plot {
  return {
    height,
    x: scale(x[0], x[1], LEFT, WIDTH - RIGHT),
    y: scale(y[0], y[1], height - BOTTOM, TOP),
  };
}

const at = (value: number): string => value.toFixed(1);

/** Digits after the point that tell neighbours of a scale apart. */
export function digitsOf(values: readonly number[]): number {
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : Math.abs(values[0] ?? 1);
  return step > 0 ? Math.max(0, Math.min(8, Math.ceil(-Math.log10(step)))) : 2;
}

/** Lines and words of the axes. */
export function axes({ height, x, y }: Plot, labels: { x: 'time' | 'number'; unit: string }): string {
  const rows = ticks(y.low, y.high, Math.max(2, Math.floor(height / 44)));
  const digits = digitsOf(rows);
  const horizontal = rows.map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
      `<text class="tick end" x="${LEFT - 8}" y="${at(y(value) + 4)}">${number(value, digits)}</text>`,
  );
  const columns = labels.x === 'time' ? timeTicks(x.low, x.high, 8) : ticks(x.low, x.high, 8);
  const within = x.high - x.low < 3 * DAY;
  const word = (value: number): string =>
    labels.x === 'time'
      ? stamp(value).slice(within ? 5 : 0, within ? 16 : 10)
      : number(value, digitsOf(columns));
  const vertical = columns.map(
    (value) =>
      `<text class="tick middle" x="${at(x(value))}" y="${height - 8}">${word(value)}</text>` +
      `<line class="grid" x1="${at(x(value))}" x2="${at(x(value))}" y1="${TOP}" y2="${height - BOTTOM}"/>`,
  );
  return `${horizontal.join('')}${vertical.join('')}<text class="tick" x="2" y="12">${escapeHtml(labels.unit)}</text>`;
}

/** A line through the points that have a value. */
export function line({ x, y }: Plot, xs: readonly number[], ys: readonly (number | null)[]): string {
  let path = '';
  let pen = 'M';
  for (let k = 0; k < xs.length; k++) {
    const value = ys[k];
    if (value === null || !Number.isFinite(value)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${at(x(xs[k]))} ${at(y(value))}`;
    pen = 'L';
  }
  return path;
}

/** The band between two lines. */
export function band(
  p: Plot,
  xs: readonly number[],
  low: readonly number[],
  high: readonly number[],
): string {
  const there = line(p, xs, high);
  const back = line(p, [...xs].reverse(), [...low].reverse());
  return `${there}${back.replace(/^M/, 'L')}Z`;
}

/** A chart as an image with words for those who do not see it. */
export function chart(height: number, label: string, content: string): string {
  return `<div class="chart"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">${content}</svg></div>`;
}
