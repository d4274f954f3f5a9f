/**
 * The value of rank `upper` (from 0) among the first n values, which are reordered; with `even` the mean of it and the one below it,
 * which makes the median of an even number.
 *
 * Source: C. A. R. Hoare, "Algorithm 65: Find", CACM 4 (1961).
 *
 * @param upper from 1 to n − 1 where `even`, else from 0
 */
export function selectMiddle(values: Float64Array, n: number, upper: number, even: boolean): number {
  select(values, n, upper);
  if (!even) return values[upper];
  let lower = values[0];
  for (let i = 1; i < upper; i++) if (values[i] > lower) lower = values[i];
  return 0.5 * (lower + values[upper]);
}

/** Brings the value of rank k (from 0) to index k, smaller ones before it. */
function select(values: Float64Array, n: number, k: number): void {
  let left = 0;
  let right = n - 1;
  while (left < right) {
    const pivot = medianOfThree(values[left], values[(left + right) >> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const kept = values[i];
        values[i++] = values[j];
        values[j--] = kept;
      }
    }
    if (j < k) left = i;
    if (i > k) right = j;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}
