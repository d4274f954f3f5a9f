import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isMap, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { didYouMean, HindcastError } from '@hindcast/engine';
import { engineConfig } from './engine-config.ts';
import { knownKeys } from './known-keys.ts';
import { suiteSchema, type CaseDefinition, type SuiteDefinition } from './suite-schema.ts';

const MAX_SUITE_TEXT = 1_000_000;

/** A case with where it comes from. */
export interface SuiteCase extends CaseDefinition {
  readonly suite: string;
  /** `suite/case`: what reports and --only call it. */
  readonly id: string;
  /** Folder of the suite: relative paths are taken from here. */
  readonly folder: string;
  readonly suiteFile: string;
  /** Its golden file. */
  readonly golden: string;
}

/**
 * Reads suite files. Every fault is one sentence with line and column; an unknown key is answered with the nearest.
 *
 * @throws HindcastError SUITE_MISSING, SUITE_SYNTAX, SUITE_INVALID, SUITE_DUPLICATE
 */
export async function readSuites(files: readonly string[]): Promise<SuiteCase[]> {
  const cases: SuiteCase[] = [];
  const seen = new Map<string, string>();
  for (const file of files) {
    for (const one of await readSuite(file)) {
      const before = seen.get(one.id);
      if (before !== undefined) throw duplicate(one, before);
      seen.set(one.id, file);
      cases.push(one);
    }
  }
  return cases;
}

async function readSuite(file: string): Promise<SuiteCase[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new HindcastError('SUITE_MISSING', `There is no suite file ${file}.`, 'Check the path.', { file });
  });
  const suite = parseSuite(text, file);
  const folder = dirname(resolve(file));
  return suite.cases.map((one) => ({
    ...one,
    suite: suite.name,
    id: `${suite.name}/${one.name}`,
    folder,
    suiteFile: resolve(file),
    golden: join(folder, 'golden', suite.name, `${one.name}.json`),
  }));
}

/** The suite that a text describes, checked to the last configuration key. */
export function parseSuite(text: string, file: string): SuiteDefinition {
  const shown = basename(file);
  if (text.length > MAX_SUITE_TEXT)
    throw new HindcastError('SUITE_SYNTAX', `${shown} has ${text.length} characters.`, 'Split it.', { file });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const sentence = error.message.replace(/\s+/g, ' ').replace(/\.?$/, '.');
    throw new HindcastError(
      'SUITE_SYNTAX',
      `${shown}, line ${line}, column ${col}: ${sentence}`,
      'A suite is a YAML file; see docs/ci.md.',
      { file, row: line, column: col },
    );
  }
  const at = (path: readonly PropertyKey[], key?: string): { row: number; column: number } => {
    const { line, col } = lines.linePos(offsetOf(document, path, key));
    return { row: line, column: col };
  };
  const parsed = suiteSchema.safeParse(withDefaults(plain(document, shown, file)));
  if (!parsed.success) throw invalid(parsed.error.issues[0], shown, file, at);
  parsed.data.cases.forEach((one, k) => checkCase(one, (path) => at(['cases', k, ...path]), shown, file));
  return parsed.data;
}

function plain(document: Document.Parsed, shown: string, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HindcastError('SUITE_SYNTAX', `${shown}: ${reason}.`, 'Write it without aliases.', { file });
  }
}

/** Cases without a dataset take that of `defaults`. */
function withDefaults(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value.defaults) || !Array.isArray(value.cases)) return value;
  const { dataset } = value.defaults;
  return { ...value, cases: value.cases.map((one: unknown) => (isRecord(one) ? { dataset, ...one } : one)) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Locate = (path: readonly PropertyKey[], key?: string) => { row: number; column: number };

function invalid(issue: z.core.$ZodIssue, shown: string, file: string, at: Locate): HindcastError {
  const path = issue.path.map(String).join('.');
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const word = key ?? (issue.code === 'invalid_key' ? String(issue.path.at(-1)) : undefined);
  const place = at(issue.path, key);
  const known = knownKeys(suiteSchema, key === undefined ? issue.path.slice(0, -1) : issue.path);
  const what =
    word === undefined
      ? `${path || 'the suite'}: ${issue.message.replace(/\.?$/, '.')}`
      : `there is no key "${word}"${key !== undefined && path ? ` in ${path}` : ''}.`;
  const action =
    word === undefined ? 'See docs/ci.md.' : didYouMean(word, known) || `Known are: ${known.join(', ')}.`;
  return new HindcastError(
    'SUITE_INVALID',
    `${shown}, line ${place.row}, column ${place.column}: ${what}`,
    action,
    { file, field: path, ...place },
  );
}

/** Where a node of the document begins; for a key of a map, the key. The deepest part of the path that exists. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], key?: string): number {
  for (let end = path.length; end >= 0; end--) {
    const node = end === 0 ? document.contents : document.getIn(path.slice(0, end), true);
    if (key !== undefined && end === path.length && isMap(node)) {
      const pair = node.items.find((item) => isNode(item.key) && String(item.key) === key);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'range' in value;

function checkCase(
  one: CaseDefinition,
  at: (path: readonly PropertyKey[]) => { row: number; column: number },
  shown: string,
  file: string,
): void {
  try {
    engineConfig(one);
  } catch (error) {
    if (!(error instanceof HindcastError) || error.place.field === undefined) throw error;
    const place = at(error.place.field.split(' '));
    throw new HindcastError(
      error.code,
      `${shown}, line ${place.row}, column ${place.column}: ${error.message}`,
      error.action,
      { file, ...place },
    );
  }
}

function duplicate(one: SuiteCase, before: string): HindcastError {
  return new HindcastError(
    'SUITE_DUPLICATE',
    `${basename(one.suiteFile)} has a case ${one.id}, and so has ${basename(before)}.`,
    'Give each case of a suite, and each suite, a name of its own.',
    { file: one.suiteFile },
  );
}
