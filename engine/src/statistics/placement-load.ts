/**
 * What each bar's return weighs in the excess of events over their base rate: every event is open over the bars of its horizon, and of what
 * any row gave its share is taken off. Where events overlap as much everywhere as any rows do, nothing is left.
 *
 * @param weights per row Σ over directions of ± (event − share of events in the stratum)
 * @param horizon bars over which an outcome forms: row + 1 … row + horizon
 * @example placementLoad([1, 1, 0, 0], 2) // 0, 1, 2, 1
 */
export function placementLoad(weights: ArrayLike<number>, horizon: number): Float64Array {
  const load = new Float64Array(weights.length);
  let open = 0;
  for (let i = 1; i < weights.length; i++) {
    open += weights[i - 1];
    if (i > horizon) open -= weights[i - 1 - horizon];
    load[i] = open;
  }
  return load;
}

/** Of one lane, or of several summed. */
export interface Placement {
  readonly events: number;
  /** {@link placementLoad}, of lanes the sum: as if they all moved together. */
  readonly load: ArrayLike<number>;
  /** {@link drawsOf} each lane, summed: as if they had nothing in common. */
  readonly draws: number;
}

/**
 * How many draws from any rows have a mean of the same variance as the events' mean outcome has about their base rate, if bars are
 * independent of each other: the squared sum of the weights over the sum of their squares. Events that crowd into a few places come to
 * few draws; those that lie anywhere come to as many as they are, however long the horizon, because the base shares what they
 * overlap in; and to more where they take a good part of all rows, of which none is drawn twice. Lanes move together or apart, whichever
 * leaves fewer.
 *
 * Source: L. Kish, "Survey Sampling" (1965), §11.7: effective sample size under unequal weights.
 *
 * @returns ∞ where every row is an event: nothing is left to chance
 */
export function independentDraws({ events, load, draws }: Placement, horizon: number): number {
  return (events * events) / Math.max(draws, squaresOf(load) / horizon);
}

/** Variance of the events' summed excess in units of one outcome's: at least that of single draws, so that long and short never cancel. */
export function drawsOf(weights: ArrayLike<number>, load: ArrayLike<number>, horizon: number): number {
  return Math.max(squaresOf(weights), squaresOf(load) / horizon);
}

function squaresOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
