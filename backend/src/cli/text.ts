import { describeTime } from '../datasets/index.ts';

/** A table for a person: columns as wide as their widest cell; numbers to the right. */
export function table(head: string[], rows: (string | number)[][]): string {
  const cells = rows.map((row) => row.map(cell));
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i].length)));
  const right = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const line = (row: string[]): string =>
    row
      .map((text, i) => (right[i] ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [line(head), ...cells.map(line)].join('\n');
}

/** A whole number with thin groups, `1 234 567`. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let size = n;
  while (size >= 1000 && power < units.length - 1) {
    size /= 1000;
    power++;
  }
  return `${power === 0 ? size : size.toFixed(size < 10 ? 2 : 1)} ${units[power]}`;
}

/** A time in UTC without what is zero: `2024-01-01`, `2024-01-01 08:00`, `2024-01-01 08:00:00.004`. */
export function time(ms: number): string {
  return describeTime(ms)
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/\.000$/, '')
    .replace(/:00$/, '')
    .replace(/ 00:00$/, '');
}

function cell(value: string | number): string {
  return typeof value === 'number' ? count(value) : value;
}
