import { HindcastError } from '@hindcast/engine';
import { compileStrategy, type Strategy } from '@hindcast/engine/strategy';
import { isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** Longest strategy file, in characters: the longest honest one is a hundredth of it. */
export const MAX_STRATEGY_TEXT = 200_000;

/** Lines and columns of a file, counted from 1. */
interface FilePlace {
  row: number;
  column: number;
}

interface StrategyTextOptions {
  /** Shown in messages; "the strategy" when left out. */
  file?: string;
  params?: Readonly<Record<string, number>>;
}

/**
 * Reads a strategy from YAML or JSON text. Every fault is a {@link HindcastError} with the line and column of the file at
 * which it stands. Nothing in the text is ever run.
 */
export function readStrategy(text: string, { file, params }: StrategyTextOptions = {}): Strategy {
  const shown = file ?? 'the strategy';
  if (text.length > MAX_STRATEGY_TEXT) {
    throw new HindcastError(
      'STRATEGY_TOO_LONG',
      `${shown} has ${text.length} characters.`,
      `Keep a strategy under ${MAX_STRATEGY_TEXT} characters.`,
      { file },
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  refuseSyntax(document, lines, shown, file);
  try {
    return compileStrategy(plain(document, shown, file), { params });
  } catch (error) {
    if (error instanceof HindcastError) throw located(error, document, lines, text, shown, file);
    throw error;
  }
}

function refuseSyntax(document: Document.Parsed, lines: LineCounter, shown: string, file?: string): void {
  const [error] = document.errors;
  if (!error) return;
  const { line, col } = lines.linePos(error.pos[0]);
  throw new HindcastError(
    'STRATEGY_SYNTAX',
    `${shown}, line ${line}, column ${col}: ${error.message.replace(/\s+/g, ' ').replace(/\.?$/, '.')}`,
    'A strategy is a YAML or JSON file; see docs/strategies.md.',
    { file, row: line, column: col },
  );
}

/** The document as plain objects; aliases that would multiply it are refused. */
function plain(document: Document.Parsed, shown: string, file?: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HindcastError(
      'STRATEGY_SYNTAX',
      `${shown}: ${reason}.`,
      'Write the strategy without aliases.',
      { file },
    );
  }
}

/** The same error with its place in the file instead of in the expression. */
function located(
  error: HindcastError,
  document: Document.Parsed,
  lines: LineCounter,
  text: string,
  shown: string,
  file?: string,
): HindcastError {
  const { field } = error.place;
  const node = field === undefined ? undefined : nodeAt(document, field);
  const place = node && placeIn(node, error, lines, text);
  if (!place)
    return new HindcastError(error.code, `${shown}: ${error.message}`, error.action, {
      ...error.place,
      file,
    });
  const sentence = error.message.replace(/^[^,\s]+, line \d+, column \d+: /, '');
  const named = sentence === error.message || !field ? sentence : `${field}: ${sentence}`;
  return new HindcastError(
    error.code,
    `${shown}, line ${place.row}, column ${place.column}: ${named}`,
    error.action,
    {
      file,
      field,
      ...place,
    },
  );
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

/** Where in the file a position in an expression is; the beginning of the value where the two cannot be matched. */
function placeIn(node: Node, error: HindcastError, lines: LineCounter, text: string): FilePlace | undefined {
  if (!node.range) return undefined;
  const { line, col } = lines.linePos(node.range[0]);
  const start = { row: line, column: col };
  const { row, column } = error.place;
  if (!isScalar(node) || row === undefined || typeof column !== 'number') return start;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  if (row === 1 && (node.type === 'PLAIN' || quoted))
    return { row: line, column: col + column - 1 + (quoted ? 1 : 0) };
  if (node.type !== 'BLOCK_LITERAL') return start;
  // The block is indented as its first line is; what a line is indented further belongs to the expression.
  const first = text.split('\n')[line] ?? '';
  const indent = first.length - first.trimStart().length;
  return { row: line + row, column: indent + column };
}
