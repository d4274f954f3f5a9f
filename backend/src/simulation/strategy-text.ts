import { HindcastError } from '@hindcast/engine';
import { compileStrategy, type Strategy } from '@hindcast/engine/strategy';
import { LineCounter, parse, YAMLParseError } from 'yaml';

/** Aliases may multiply a small file into a huge one; a strategy has no use for more than a few. */
const MAX_ALIASES = 50;

/**
 * Reads a strategy file, YAML or JSON (which is YAML as well).
 *
 * @throws HindcastError STRATEGY_SYNTAX with line and column, or whatever {@link compileStrategy} finds wrong.
 */
export function readStrategy(text: string): Strategy {
  return compileStrategy(parseYaml(text));
}

function parseYaml(text: string): unknown {
  try {
    const lineCounter = new LineCounter();
    return parse(text, { lineCounter, maxAliasCount: MAX_ALIASES, prettyErrors: true }) as unknown;
  } catch (error) {
    const first = error instanceof Error ? error.message.split('\n')[0] : 'it cannot be read';
    const at = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    throw new HindcastError(
      'STRATEGY_SYNTAX',
      `The strategy is neither YAML nor JSON: ${first.replace(/:$/, '')}.`,
      'Correct the file at that place.',
      at ? { row: at.line, column: at.col } : {},
    );
  }
}
