import { LineCounter, parseDocument, isNode, type Document } from 'yaml';
import type { z } from 'zod';
import { BAR_FIELDS, didYouMean } from '@hindcast/engine';
import { inputError } from '../import-error.ts';
import { recipeSchema, type Recipe, type RecipeLane } from './recipe-schema.ts';

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
  const json: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  const parsed = recipeSchema.safeParse(json);
  if (!parsed.success) throw fromIssue(file, document, lines, parsed.error.issues[0]);
  return { ...parsed.data, lanes: expand(parsed.data.lanes, file) };
}

function fromIssue(file: string, document: Document, lines: LineCounter, issue: z.core.$ZodIssue): Error {
  const found = deepest(issue);
  const path = found.path.map(String).join('.');
  const line = lineOf(document, lines, found.path);
  if (found.code === 'unrecognized_keys' || found.code === 'invalid_key') {
    const key = found.code === 'unrecognized_keys' ? found.keys[0] : String(found.path.at(-1));
    const inside = path ? ` in "${path}"` : '';
    return wrong(
      file,
      line,
      `it has a key "${key}"${inside} that recipes do not know`,
      didYouMean(key, KEYS),
    );
  }
  return wrong(file, line, `"${path}" is not right: ${found.message}`, '');
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

/** Repeats each lane for every combination of its `for` words. */
function expand(lanes: readonly RecipeLane[], file: string): RecipeLane[] {
  const expanded = lanes.flatMap((lane) => {
    const { for: words = {}, ...rest } = lane;
    let combinations: Record<string, string>[] = [{}];
    for (const [name, values] of Object.entries(words)) {
      combinations = combinations.flatMap((known) =>
        values.map((value) => ({ ...known, [name]: String(value) })),
      );
      if (combinations.length > MAX_LANES)
        throw wrong(file, 1, `"for" makes more than ${MAX_LANES} lanes`, '');
    }
    return combinations.map((known) => substitute(rest, known, file) as RecipeLane);
  });
  return expanded;
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
