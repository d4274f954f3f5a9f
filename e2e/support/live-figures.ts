import { Market, Tape, type BarInput } from '@hindcast/engine';
import type { Locator } from '@playwright/test';

/** A figure on the page: the engine's column, its number, and how it is written. */
export interface Shown {
  metric: string;
  value: number;
  text: string;
}

export type Values = Record<string, number | null>;

/** Every figure within an element that says which column it shows. */
export function shownIn(where: Locator): Promise<Shown[]> {
  return where.locator('[data-metric]').evaluateAll((found) =>
    found.map((one) => ({
      metric: (one as HTMLElement).dataset.metric!,
      value: Number((one as HTMLElement).dataset.value ?? NaN),
      text: ((one.querySelector('dd') ?? one) as HTMLElement).innerText.trim(),
    })),
  );
}

const UNITS: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** Whether a text such as `−1.24K` or `58%` is a number, to the digits that it has; a share may be written as per cent. */
export function reads(text: string, value: number | null): boolean {
  const found = /([−-]?)([\d,]+)(?:\.(\d+))?([KMBT]?)/.exec(text);
  if (value === null || !found) return value === null && text.includes('–');
  const [, minus, whole, digits = '', unit] = found;
  const scale = UNITS[unit] ?? 1;
  const written = Number(`${whole.replaceAll(',', '')}.${digits || 0}`) * scale * (minus ? -1 : 1);
  const half = 0.5000001 * 10 ** -digits.length * scale;
  return [value, 100 * value].some((x) => Math.abs(written - x) <= half);
}

async function rowsOf<T>(url: string, path: string, query: Record<string, string>): Promise<T[]> {
  const answer = await fetch(new URL(`/api/${path}?${new URLSearchParams(query)}`, url));
  return (await answer.json()) as T[];
}

function liveBar(
  url: string,
  lane: string,
  row: number,
  columns: readonly string[],
  tf: string,
): Promise<{ values: Values }[]> {
  const [venue, symbol] = lane.split(' ');
  const part = { offset: String(row), limit: '1', columns: columns.join(',') };
  return rowsOf(url, 'metrics', { source: 'live', tf, venue, symbol, ...part });
}

/** What the API says of a live lane's bar. */
export async function apiValues(
  url: string,
  lane: string,
  row: number,
  columns: readonly string[],
  tf = '5m',
): Promise<Values> {
  const [bar] = await liveBar(url, lane, row, columns, tf);
  return bar.values;
}

/** Whether a live lane's bar has closed. */
export async function hasBar(url: string, lane: string, row: number, tf = '5m'): Promise<boolean> {
  return (await liveBar(url, lane, row, ['close'], tf)).length > 0;
}

/** What the engine makes, here and now, of a live lane's bars up to that one, given as they are stored. */
export async function engineValues(
  url: string,
  lane: string,
  row: number,
  columns: readonly string[],
): Promise<Values> {
  const [venue, symbol] = lane.split(' ');
  const query = { source: 'live', tf: '5m', venue, symbol, limit: String(row + 1) };
  const bars = await rowsOf<Record<string, number | null>>(url, 'bars', query);
  const known = bars.map((bar) => Object.fromEntries(Object.entries(bar).filter(([, x]) => x !== null)));
  const tape = Tape.fromBars({ venue, symbol, timeframe: '5m' }, known as unknown as BarInput[]);
  const market = new Market([tape]);
  market.advance(row + 1);
  const value = (name: string): number => market.lanes[0].column(name).data[row];
  return Object.fromEntries(columns.map((name) => [name, Number.isFinite(value(name)) ? value(name) : null]));
}
