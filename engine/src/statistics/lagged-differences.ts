/** Level divided by its spread, so that it stands beside its differences; centred where there is a constant to take that up. */
export function standardised(y: Float64Array, centre: boolean): { level: Float64Array; scale: number } {
  const n = y.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += y[i];
  const near = sum / n;
  // What the rounding of the first sum has left over.
  let rest = 0;
  for (let i = 0; i < n; i++) rest += y[i] - near;
  const mean = near + rest / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (y[i] - mean) * (y[i] - mean);
  const scale = Math.sqrt(squares / n);
  const level = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) level[i] = (centre ? y[i] - mean : y[i]) / scale;
  return { level, scale };
}

/** (y[t] − y[t−1]) / scale at t; the entry at 0 stays 0 and is never part of a row. */
export function differences(y: Float64Array, scale: number): Float64Array {
  const out = new Float64Array(y.length);
  for (let t = 1; t < y.length; t++) out[t] = (y[t] - y[t - 1]) / scale;
  return out;
}

/** Σ d[t]·d[t − lag] over t from `from` to `end` − 1, in four sums that the processor can run side by side. */
export function dotLagged(d: Float64Array, from: number, end: number, lag: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let e = 0;
  let t = from;
  for (; t + 3 < end; t += 4) {
    a += d[t] * d[t - lag];
    b += d[t + 1] * d[t + 1 - lag];
    c += d[t + 2] * d[t + 2 - lag];
    e += d[t + 3] * d[t + 3 - lag];
  }
  for (; t < end; t++) a += d[t] * d[t - lag];
  return a + b + (c + e);
}
