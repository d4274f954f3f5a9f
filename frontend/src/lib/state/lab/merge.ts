/** What has an id of its own. */
interface Named<I> {
  readonly id: I;
}

/** The items with those of `newer` in place of the ones that have the same id. */
export function renewed<I, T extends Named<I>>(items: readonly T[], newer: readonly T[]): T[] {
  const now = new Map(newer.map((item) => [item.id, item]));
  return items.map((item) => now.get(item.id) ?? item);
}

/** All items, each id once, where it was first. */
export function distinct<I, T extends Named<I>>(items: readonly T[]): T[] {
  const known = new Set<I>();
  return items.filter(({ id }) => !known.has(id) && known.add(id));
}
