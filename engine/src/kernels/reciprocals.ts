/** 1/k at index k, for every k asked for so far. */
let table = new Float64Array(0);

/**
 * A table with 1/k at index k, for k = 1…n at least. A division takes the processor as long as ten additions and only one
 * runs at a time; the windows need one per row and column, always by one of the same few numbers.
 */
export function reciprocals(n: number): Float64Array {
  if (table.length <= n) table = Float64Array.from({ length: n + 1 }, (_, k) => 1 / k);
  return table;
}
