/**
 * How many events stand open over each bar, longs less shorts: the position that taking every event would hold, without its sign. What a
 * bar does to the sum of the events' outcomes is that many times its return.
 *
 * @param sides per row +1, −1, or 0 where there is no event (with a known outcome)
 * @param horizon bars over which an outcome forms: row + 1 … row + horizon
 * @example openEvents([1, 1, 0, 0], 2) // 0, 1, 2, 1
 */
export function openEvents(sides: ArrayLike<number>, horizon: number): Float64Array {
  const open = new Float64Array(sides.length);
  let position = 0;
  for (let i = 1; i < sides.length; i++) {
    position += sides[i - 1];
    if (i > horizon) position -= sides[i - 1 - horizon];
    open[i] = Math.abs(position);
  }
  return open;
}

/**
 * How many independent events have a mean outcome of the same variance, if the bars' returns are independent of each other: the squared
 * sum of the events' weights over the sum of squares of what each bar weighs. At most as many as there are events, and no more than
 * {@link effectiveSampleSize} where all point one way; less where many crowd into a few places. Long and short at once cancel.
 *
 * Source: L. Kish, "Survey Sampling" (1965), §11.7: effective sample size under unequal weights.
 *
 * @param open of {@link openEvents}, or its sum over lanes: as if they all moved together
 * @param events how many there are
 * @example independentEvents(openEvents([1, 0, 1, 0, 0, 0, 0], 4), 2, 4) // 1.333
 */
export function independentEvents(open: ArrayLike<number>, events: number, horizon: number): number {
  let squares = 0;
  for (let i = 0; i < open.length; i++) squares += open[i] * open[i];
  return squares > 0 ? Math.min(events, (events * events * horizon) / squares) : events;
}
