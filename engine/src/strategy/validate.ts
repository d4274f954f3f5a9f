import type { z } from 'zod';
import { HindcastError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { quote } from './failure.ts';
import { strategySchema, type StrategyDefinition } from './schema.ts';

/** Every key that a strategy file may hold, wherever it stands. */
const KEYS = [
  ...Object.keys(strategySchema.shape),
  ...['long', 'short', 'percent', 'atr', 'price', 'notional', 'equityPercent', 'volatilityScaled', 'lot'],
  ...['y', 'x', 'hedge'],
  ...['default', 'min', 'max', 'step', 'doc'],
];

type Issue = z.core.$ZodIssue;

/** What is wrong at bottom: a union reports the branch that came closest, a stranger's key before what is missing. */
function sharpest(issue: Issue): { issue: Issue; path: PropertyKey[] } {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { issue, path: issue.path };
  const branch = issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best));
  const worst = branch.find(({ code }) => code === 'unrecognized_keys') ?? branch[0];
  if (worst.path.length === 0 && worst.code !== 'unrecognized_keys') return { issue, path: issue.path };
  const inner = sharpest(worst);
  return { issue: inner.issue, path: [...issue.path, ...inner.path] };
}

function sentence(issue: Issue, field: string): { message: string; action: string } {
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    return {
      message: `${field}: ${quote(key)} is not part of a strategy.`,
      action: didYouMean(key, KEYS) || 'See docs/strategies.md for what a strategy file holds.',
    };
  }
  return {
    message: `${field}: ${issue.message}.`,
    action: 'See docs/strategies.md for what a strategy file holds.',
  };
}

/**
 * Checks the shape of a strategy and fills in defaults. Throws STRATEGY_INVALID naming the field; expressions are not
 * looked at yet.
 */
export function validateStrategy(input: unknown): StrategyDefinition {
  const result = strategySchema.safeParse(input);
  if (!result.success) {
    const { issue, path } = sharpest(result.error.issues[0]);
    const field = path.map(String).join('.') || 'strategy';
    const { message, action } = sentence(issue, field);
    throw new HindcastError('STRATEGY_INVALID', message, action, { field });
  }
  const { entry } = result.data;
  if (entry.long === undefined && entry.short === undefined) {
    throw new HindcastError(
      'STRATEGY_INVALID',
      'entry: neither long nor short is given, so nothing would ever be traded.',
      'Give entry.long, entry.short or both.',
      { field: 'entry' },
    );
  }
  if (result.data.pair) checkPair(result.data);
  return result.data;
}

/** Levels belong to one price, pyramiding to one position: neither is defined for two legs. */
function checkPair(definition: StrategyDefinition): void {
  const { pair, stopLoss, takeProfit, trailingStop, pyramiding } = definition;
  const field = stopLoss ? 'stopLoss' : takeProfit ? 'takeProfit' : trailingStop ? 'trailingStop' : undefined;
  if (field)
    throw invalid(
      field,
      'a pair has no single price to measure from.',
      'Leave by a rule, such as exit.long: pnlPct < -2.',
    );
  if (pyramiding > 1) throw invalid('pyramiding', 'a pair takes one entry.', 'Remove it.');
  if (pair!.x === pair!.y) throw invalid('pair', 'both legs are the same symbol.', 'Name two symbols.');
}

function invalid(field: string, what: string, action: string): HindcastError {
  return new HindcastError('STRATEGY_INVALID', `${field}: ${what}`, action, { field });
}
