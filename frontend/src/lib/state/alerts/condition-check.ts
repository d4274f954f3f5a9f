import type { HindcastError } from '@hindcast/engine';
import type { StrategyProblem } from '$lib/state/lab/wire.ts';

/**
 * Reads a condition as the server will: with the engine itself, here in the page, so that a fault is told while one types.
 * Answers what is wrong and where; nothing when it is sound.
 */
export async function problemsOf(
  text: string,
  field: 'when' | 'release',
  thresholds: Readonly<Record<string, number>>,
): Promise<StrategyProblem[]> {
  const { compileRule } = await import('@hindcast/engine/alerts');
  const condition = field === 'when' ? { when: text } : { when: 'close > 0', release: text };
  try {
    compileRule({ name: 'draft', ...condition, thresholds });
    return [];
  } catch (thrown) {
    return [problemOf(thrown as Partial<HindcastError>, field)];
  }
}

function problemOf(
  { message = '', action = '', place, code = '' }: Partial<HindcastError>,
  field: string,
): StrategyProblem {
  const line = place?.row ?? 1;
  const column = typeof place?.column === 'number' ? place.column : 1;
  return {
    ...{ code, field, line, column, endLine: line, endColumn: column + (place?.length ?? 0) },
    message: message.replace(/^(when|release), line \d+, column \d+: /, ''),
    suggestion: action,
  };
}
