import { HindcastError } from '@hindcast/engine';
import { compileStrategy, strategyProblems, type Strategy } from '@hindcast/engine/strategy';
import {
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLParseError,
} from 'yaml';

/** Longest strategy file, in characters: the longest honest one is a hundredth of it. */
export const MAX_STRATEGY_TEXT = 200_000;

/** A place in a file. Lines and columns count from 1. */
interface FilePlace {
  readonly row: number;
  readonly column: number;
}

interface StrategyTextOptions {
  /** Shown in messages; "the strategy" when left out. */
  file?: string;
  params?: Readonly<Record<string, number>>;
}

/** A fault of a text, from its first character to behind its last. The message names no place. */
export interface TextProblem {
  readonly error: HindcastError;
  readonly from: FilePlace;
  readonly to: FilePlace;
}

/** What was read of a text: as plain values where it could be, and what is wrong with it. */
interface TextReading {
  readonly plain?: unknown;
  readonly problems: readonly TextProblem[];
}

const START: FilePlace = { row: 1, column: 1 };

/**
 * Reads a strategy from YAML or JSON text. Every fault is a {@link HindcastError} with the line and column of the file at
 * which it stands. Nothing in the text is ever run.
 */
export function readStrategy(text: string, { file, params }: StrategyTextOptions = {}): Strategy {
  const reading = readText(text, (plain) => problemsOf(() => compileStrategy(plain, { params })));
  const [problem] = reading.problems;
  if (problem) throw inFile(problem, file);
  return compileStrategy(reading.plain, { params });
}

/** All faults of a strategy's text that can be told apart; none when {@link readStrategy} takes it. */
export function readProblems(text: string): TextReading {
  return readText(text, (plain) => strategyProblems(plain));
}

function readText(text: string, check: (plain: unknown) => HindcastError[]): TextReading {
  if (text.length > MAX_STRATEGY_TEXT) return { problems: [atStart(tooLong(text))] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return { problems: document.errors.map((e) => syntaxProblem(e, lines)) };
  let plain: unknown;
  try {
    // Aliases that would multiply the document are refused.
    plain = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return { problems: [atStart(aliases(error))] };
  }
  return { plain, problems: check(plain).map((error) => located(error, document, lines, text)) };
}

function problemsOf(compile: () => unknown): HindcastError[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (error instanceof HindcastError) return [error];
    throw error;
  }
}

const atStart = (error: HindcastError): TextProblem => ({ error, from: START, to: START });

function tooLong(text: string): HindcastError {
  return new HindcastError(
    'STRATEGY_TOO_LONG',
    `the text has ${text.length} characters.`,
    `Keep a strategy under ${MAX_STRATEGY_TEXT} characters.`,
  );
}

function aliases(error: unknown): HindcastError {
  const reason = error instanceof Error ? error.message : String(error);
  return new HindcastError('STRATEGY_SYNTAX', `${reason}.`, 'Write the strategy without aliases.');
}

function syntaxProblem({ message, pos }: YAMLParseError, lines: LineCounter): TextProblem {
  const sentence = message.replace(/\s+/g, ' ').replace(/\.?$/, '.');
  const error = new HindcastError(
    'STRATEGY_SYNTAX',
    sentence,
    'A strategy is a YAML or JSON file; see docs/strategies.md.',
  );
  return { error, from: placeAt(lines, pos[0]), to: placeAt(lines, Math.max(pos[0] + 1, pos[1])) };
}

function placeAt(lines: LineCounter, offset: number): FilePlace {
  const { line, col } = lines.linePos(offset);
  return { row: Math.max(1, line), column: Math.max(1, col) };
}

/** The error as the reader of the file sees it: with the file's name, and line and column in front. */
function inFile({ error, from, to }: TextProblem, file?: string): HindcastError {
  const { field } = error.place;
  const where = `${file ?? 'the strategy'}, line ${from.row}, column ${from.column}: `;
  const named = field && !error.message.startsWith(field) && error.code.startsWith('EXPRESSION');
  const place = { field, ...from, length: from.row === to.row ? to.column - from.column : undefined };
  return new HindcastError(error.code, `${where}${named ? `${field}: ` : ''}${error.message}`, error.action, {
    ...(file === undefined ? {} : { file }),
    ...place,
  });
}

/** A fault with its place in the file instead of in the expression. */
function located(
  error: HindcastError,
  document: Document.Parsed,
  lines: LineCounter,
  text: string,
): TextProblem {
  const { field, length } = error.place;
  const sentence = error.message.replace(/^[^,\s]+, line \d+, column \d+: /, '');
  const plain = new HindcastError(error.code, sentence, error.action, error.place);
  const node = error.code === 'STRATEGY_KEY' ? keyAt(document, field!) : nodeAt(document, field ?? '');
  if (!node?.range) return atStart(plain);
  const [from, to] = [placeAt(lines, node.range[0]), placeAt(lines, node.range[1])];
  const inside = placeIn(node, error, from, text);
  if (!inside) return { error: plain, from, to };
  return { error: plain, from: inside, to: { row: inside.row, column: inside.column + (length ?? 1) } };
}

/** The key `entry.lonng` itself, not its value. */
function keyAt(document: Document.Parsed, field: string): Node | undefined {
  const path = field.split('.');
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return nodeAt(document, field);
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
  return pair && isNode(pair.key) ? pair.key : nodeAt(document, field);
}

/** The node of `entry.long`, or of the deepest part of that path that exists. */
function nodeAt(document: Document.Parsed, field: string): Node | undefined {
  for (let path = field.split('.'); path.length > 0; path = path.slice(0, -1)) {
    const node = document.getIn(path, true);
    if (isNode(node)) return node;
  }
  return document.contents ?? undefined;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'range' in value;

/** Where in the file a position in an expression is; undefined where the two cannot be matched. */
function placeIn(node: Node, error: HindcastError, start: FilePlace, text: string): FilePlace | undefined {
  const { row, column } = error.place;
  if (!isScalar(node) || row === undefined || typeof column !== 'number') return undefined;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  if (row === 1 && (node.type === 'PLAIN' || quoted))
    return { row: start.row, column: start.column + column - 1 + (quoted ? 1 : 0) };
  if (node.type !== 'BLOCK_LITERAL') return undefined;
  // The block is indented as its first line is; what a line is indented further belongs to the expression.
  const first = text.split('\n')[start.row] ?? '';
  const indent = first.length - first.trimStart().length;
  return { row: start.row + row, column: indent + column };
}
