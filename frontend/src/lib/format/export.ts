/** A table of numbers and texts; missing values are null. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** A text is quoted where it must be; one that a spreadsheet would run as a formula is told to be a text. */
function cellOf(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with an empty field for what is missing. */
export function toCsv({ columns, rows }: Table): string {
  const line = (cells: readonly (string | number | null)[]): string => cells.map(cellOf).join(',');
  return [line(columns), ...rows.map(line)].join('\n') + '\n';
}

/** An array of objects, with null for what is missing. */
export function toJson({ columns, rows }: Table): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((name, k) => [name, row[k]])));
  return JSON.stringify(objects, null, 1) + '\n';
}

/** Hands a text or a picture to the reader as a file. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.download = name;
  anchor.href = url;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
