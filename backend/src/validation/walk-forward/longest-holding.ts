import { HindcastError } from '@hindcast/engine';
import { valuesOf, type Dimension } from '@hindcast/engine/sweep';
import type { Compile } from '../sweep/strategy-source.ts';

/**
 * How many bars any trial of a search may hold a trade (`maxHolding`): the most at the ends of what is swept over. Infinity where nothing
 * bounds it.
 */
export function longestHolding(dimensions: readonly Dimension[], compile: Compile): number {
  const byDefault = compile({});
  const bound = String(byDefault.definition.maxHolding ?? '');
  const mentioned = new Set(bound.match(/[A-Za-z_]\w*/g));
  const corners = dimensions
    .filter(({ name }) => mentioned.has(name))
    .reduce<Readonly<Record<string, number>>[]>(
      (found, dimension) =>
        found.flatMap((params) => endsOf(dimension).map((value) => ({ ...params, [dimension.name]: value }))),
      [{}],
    );
  return Math.max(...corners.map((params) => holdingAt(params, compile) ?? byDefault.maxHolding));
}

/** Undefined where these values cannot stand together: no trial has them. */
function holdingAt(params: Readonly<Record<string, number>>, compile: Compile): number | undefined {
  try {
    return compile(params).maxHolding;
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}

function endsOf(dimension: Dimension): number[] {
  const values = valuesOf(dimension);
  if (values) return [Math.min(...values), Math.max(...values)];
  const { from, to } = dimension as Extract<Dimension, { readonly from: number }>;
  return [from, to];
}
