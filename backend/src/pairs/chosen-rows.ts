/**
 * At most `most` of the rows [from, to), in order: of every stretch the rows with the least and the greatest value, and the first and the
 * last row of all. Each chosen row is one real row, so that what a chart shows of the other columns is true as well.
 */
export function chosenRows(values: Float64Array, from: number, to: number, most: number): number[] {
  const rows = to - from;
  if (rows <= most) return Array.from({ length: rows }, (_, i) => from + i);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const chosen = new Set<number>([from, to - 1]);
  for (let k = 0; k < stretches; k++) {
    const begin = from + Math.floor((k * rows) / stretches);
    const end = from + Math.floor(((k + 1) * rows) / stretches);
    let [low, high] = [begin, begin];
    for (let i = begin + 1; i < end; i++) {
      if (values[i] < values[low] || values[low] !== values[low]) low = i;
      if (values[i] > values[high] || values[high] !== values[high]) high = i;
    }
    chosen.add(low);
    chosen.add(high);
  }
  return [...chosen].sort((a, b) => a - b);
}
