/** Writes named numbers of an object to `into` from `at`, and returns the index behind them. */
export function saveFields<K extends string>(
  object: Readonly<Record<K, number>>,
  fields: readonly K[],
  into: Float64Array,
  at: number,
): number {
  for (const field of fields) into[at++] = object[field];
  return at;
}

/** Reads back what {@link saveFields} wrote. */
export function loadFields<K extends string>(
  object: Record<K, number>,
  fields: readonly K[],
  from: Float64Array,
  at: number,
): number {
  for (const field of fields) object[field] = from[at++];
  return at;
}
