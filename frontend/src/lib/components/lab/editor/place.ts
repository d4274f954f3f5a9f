/** What stands at a place of a strategy file: a key of it, an expression, or something the editor has no words for. */
export type Place =
  | { kind: 'key'; parent: string; from: number }
  | { kind: 'rule'; path: string; text: string; from: number }
  | { kind: 'other' };

/** One line: the key that its value belongs to, and the column where the value begins (-1: there is none). */
export interface LinePlace {
  path: string;
  value: number;
}

interface Open {
  indent: number;
  key: string;
  /** Whether lines that are indented further continue its text. */
  text: boolean;
}

const KEY = /^(\s*)["']?([A-Za-z_]\w*)["']?\s*:(?=\s|$)/;
const BLOCK = /^[|>][-+\d]*\s*$/;
const RULES = /^(entry|exit)\.(long|short)$/;
/** Keys whose values, or the values in their braces, may be expressions. */
const AMOUNTS = /^(stopLoss|takeProfit|trailingStop|sizing|maxHolding|cooldown|pair)(\.\w+)?$/;

export const isRule = (path: string): boolean => RULES.test(path) || AMOUNTS.test(path);

/** Follows the keys of a file by their indentation, line by line. */
export function linePlaces(lines: readonly string[]): LinePlace[] {
  const open: Open[] = [];
  const path = (): string => open.map(({ key }) => key).join('.');
  return lines.map((line) => {
    const indent = /^\s*/.exec(line)![0].length;
    if (indent === line.length) return { path: '', value: -1 };
    const top = open.at(-1);
    if (top?.text && indent > top.indent) return { path: path(), value: indent };
    const match = KEY.exec(line);
    if (!match) return { path: '', value: -1 };
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    const value = match[0].length;
    const rest = line.slice(value).trim();
    const text = BLOCK.test(rest) || (rest !== '' && !rest.startsWith('{') && !rest.startsWith('#'));
    open.push({ indent, key: match[2], text });
    return { path: path(), value };
  });
}

/** The key under which something stands that is indented so far. */
function parentOf(lines: readonly string[], row: number, indent: number): string {
  let deepest = indent;
  const keys: string[] = [];
  for (let k = row - 1; k >= 0; k--) {
    const match = KEY.exec(lines[k]);
    if (!match || match[1].length >= deepest) continue;
    deepest = match[1].length;
    keys.unshift(match[2]);
  }
  return keys.join('.');
}

/** What stands at a column of a line; lines and columns count from 0. */
export function placeAt(lines: readonly string[], row: number, column: number): Place {
  const before = lines[row].slice(0, column);
  const { path, value } = linePlaces(lines.slice(0, row + 1))[row];
  if (value >= 0 && column >= value) {
    const said = before.slice(value);
    return /(^|\s)#/.test(said) ? { kind: 'other' } : inValue(path, said, value);
  }
  const key = /^(\s*)["']?\w*$/.exec(before);
  if (!key) return { kind: 'other' };
  return { kind: 'key', parent: parentOf(lines, row, key[1].length), from: key[1].length };
}

/** How a text is laid out: what can be said where. */
export interface Places {
  at(lines: readonly string[], row: number, column: number): Place;
  lines(lines: readonly string[]): readonly LinePlace[];
}

/** A strategy file: keys, and expressions in some of their values. */
export const STRATEGY_PLACES: Places = { at: placeAt, lines: linePlaces };

/** Nothing but one condition, on as many lines as it takes. */
export const CONDITION_PLACES: Places = {
  at: (lines, row, column) => ({
    ...{ kind: 'rule', path: 'entry.long', from: 0 },
    text: lines[row].slice(0, column),
  }),
  lines: (lines) => lines.map(() => ({ path: 'entry.long', value: 0 })),
};

/** Within a value: behind the colon, or in the braces of a map on one line. */
function inValue(path: string, said: string, at: number): Place {
  const brace = said.lastIndexOf('{');
  if (brace > said.lastIndexOf('}')) {
    const from = Math.max(brace, said.lastIndexOf(',')) + 1;
    const part = said.slice(from);
    const colon = part.indexOf(':');
    if (colon < 0) {
      const blank = /^\s*/.exec(part)![0].length;
      return { kind: 'key', parent: path, from: at + from + blank };
    }
    return inValue(`${path}.${part.slice(0, colon).trim()}`, part.slice(colon + 1), at + from + colon + 1);
  }
  return isRule(path) ? { kind: 'rule', path, text: said, from: at } : { kind: 'other' };
}
