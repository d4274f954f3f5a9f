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

const SEE = 'See docs/strategies.md for what a strategy file holds.';

function asError(found: Issue): HindcastError {
  const { issue, path } = sharpest(found);
  const field = path.map(String).join('.') || 'strategy';
  if (issue.code !== 'unrecognized_keys') {
    return new HindcastError('STRATEGY_INVALID', `${field}: ${issue.message}.`, SEE, { field });
  }
  const [key] = issue.keys;
  return new HindcastError(
    'STRATEGY_KEY',
    `${field}: ${quote(key)} is not part of a strategy.`,
    didYouMean(key, KEYS) || SEE,
    // The stranger itself, not what it stands in.
    { field: [...path.map(String), key].join('.') },
  );
}

/** What is wrong with the shape of a strategy; empty when it is sound. Expressions are not looked at. */
export function shapeProblems(input: unknown): HindcastError[] {
  const result = strategySchema.safeParse(input);
  if (!result.success) return result.error.issues.map(asError);
  const { entry, pair } = result.data;
  const found: HindcastError[] = [];
  if (entry.long === undefined && entry.short === undefined) {
    found.push(
      invalid(
        'entry',
        'neither long nor short is given, so nothing would ever be traded.',
        'Give entry.long, entry.short or both.',
      ),
    );
  }
  return pair ? [...found, ...pairProblems(result.data)] : found;
}

/**
 * Checks the shape of a strategy and fills in defaults. Throws STRATEGY_INVALID or STRATEGY_KEY naming the field;
 * expressions are not looked at yet.
 */
export function validateStrategy(input: unknown): StrategyDefinition {
  const [problem] = shapeProblems(input);
  if (problem) throw problem;
  return strategySchema.parse(input);
}

/** Levels belong to one price, pyramiding to one position: neither is defined for two legs. */
function pairProblems(definition: StrategyDefinition): HindcastError[] {
  const { pair, stopLoss, takeProfit, trailingStop, pyramiding } = definition;
  const levels = { stopLoss, takeProfit, trailingStop };
  const found = Object.entries(levels)
    .filter(([, level]) => level !== undefined)
    .map(([field]) =>
      invalid(
        field,
        'a pair has no single price to measure from.',
        'Leave by a rule, such as exit.long: pnlPct < -2.',
      ),
    );
  if (pyramiding > 1) found.push(invalid('pyramiding', 'a pair takes one entry.', 'Remove it.'));
  if (pair!.x === pair!.y) found.push(invalid('pair', 'both legs are the same symbol.', 'Name two symbols.'));
  return found;
}

function invalid(field: string, what: string, action: string): HindcastError {
  return new HindcastError('STRATEGY_INVALID', `${field}: ${what}`, action, { field });
}
