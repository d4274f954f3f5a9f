import { LineCounter, parseDocument, isNode, type Document } from 'yaml';
import type { z } from 'zod';
import { BAR_FIELDS, didYouMean } from '@hindcast/engine';
import { inputError } from '../import-error.ts';
import { forSchema, recipeSchema, type Recipe } from './recipe-schema.ts';

const MAX_BYTES = 1 << 20;
/** Aliases that multiply into more nodes than this are a bomb, not a recipe. */
const MAX_ALIASES = 100;
const MAX_LANES = 10_000;

/** Reads a recipe and checks every key of it; an error names the line and what was probably meant. */
export function parseRecipe(text: string, file: string): Recipe {
  if (text.length > MAX_BYTES) throw wrong(file, 1, 'it is larger than a megabyte', '');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors[0];
  if (syntax) throw wrong(file, lines.linePos(syntax.pos[0]).line, syntax.message.split('\n')[0], '');
  const written = toObject(document, file);
  const { lanes, origins } = expandLanes(written.lanes, file);
  const parsed = recipeSchema.safeParse({ ...written, lanes });
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  const [first, index, ...rest] = issue.path;
  // The lane's place in the file, before it was repeated.
  const place =
    first === 'lanes' && typeof index === 'number' ? [first, origins[index], ...rest] : issue.path;
  throw fromIssue(file, lineOf(document, lines, place), issue);
}

function toObject(document: Document, file: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw wrong(file, 1, error instanceof Error ? error.message : String(error), '');
  }
  if (json !== null && typeof json === 'object' && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw wrong(file, 1, 'it is no recipe: it has no keys', '');
}

function fromIssue(file: string, line: number, issue: z.core.$ZodIssue): Error {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys' || issue.code === 'invalid_key') {
    const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : String(issue.path.at(-1));
    const inside = path ? ` in "${path}"` : '';
    return wrong(
      file,
      line,
      `it has a key "${key}"${inside} that recipes do not know`,
      didYouMean(key, KEYS),
    );
  }
  return wrong(file, line, `"${path}" is not right: ${issue.message}`, '');
}

/** Of a union the alternative that came farthest says best what is wrong. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > 0 ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

const KEYS = [
  ...[
    'recipe',
    'name',
    'title',
    'origin',
    'licence',
    'simulated',
    'notes',
    'lanes',
    'for',
    'venue',
    'symbol',
    'timeframe',
  ],
  ...[
    'bars',
    'trades',
    'series',
    'liquidations',
    'file',
    'time',
    'where',
    'delimiter',
    'decimalComma',
    'from',
    'to',
  ],
  ...[
    'fallback',
    'stamp',
    'columns',
    'dropLast',
    'interval',
    'lag',
    'stale',
    'side',
    'covers',
    'column',
    'format',
    'scale',
  ],
  ...['price', 'quantity', 'buyerIsMaker', 'id', 'quoteQuantity', 'usd'],
  ...BAR_FIELDS,
];

/** Line of the node at a path, or of the nearest one above it that exists. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Repeats each lane for every combination of its `for` words; `origins` tells which lane of the file each was. */
function expandLanes(written: unknown, file: string): { lanes: unknown; origins: number[] } {
  if (!Array.isArray(written)) return { lanes: written, origins: [] };
  const lanes: unknown[] = [];
  const origins: number[] = [];
  for (const [i, lane] of written.entries()) {
    const parsed = forSchema.safeParse(lane);
    const combinations = parsed.success ? combine(parsed.data.for ?? {}, file) : [];
    // What has no valid `for` is left to the schema, which says what is wrong with it.
    const repeated = parsed.success
      ? combinations.map((words) => substitute(withoutFor(lane), words, file))
      : [lane];
    for (const one of repeated) {
      lanes.push(one);
      origins.push(i);
    }
    if (lanes.length > MAX_LANES) throw wrong(file, 1, `"for" makes more than ${MAX_LANES} lanes`, '');
  }
  return { lanes, origins };
}

function combine(words: Record<string, (string | number)[]>, file: string): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(words)) {
    combinations = combinations.flatMap((known) =>
      values.map((value) => ({ ...known, [name]: String(value) })),
    );
    if (combinations.length > MAX_LANES) throw wrong(file, 1, `"for" makes more than ${MAX_LANES} lanes`, '');
  }
  return combinations;
}

function withoutFor(lane: unknown): unknown {
  return Object.fromEntries(Object.entries(lane as object).filter(([key]) => key !== 'for'));
}

function substitute(value: unknown, words: Record<string, string>, file: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (Object.hasOwn(words, name)) return words[name];
      throw wrong(
        file,
        1,
        `\${${name}} stands for nothing`,
        didYouMean(name, Object.keys(words)) || 'Name it under "for".',
      );
    });
  }
  if (Array.isArray(value)) return value.map((one) => substitute(one, words, file));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, substitute(one, words, file)]));
}

function wrong(file: string, row: number, what: string, hint: string): Error {
  return inputError(
    'RECIPE_INVALID',
    { file, row },
    `${what}.`,
    hint || 'docs/recipes/README.md describes every key.',
  );
}
