import type { Explanation } from '@hindcast/engine/wire';

export interface Threshold {
  value: number;
  /** The condition is on the size of the value, whatever its sign. */
  ofSize: boolean;
  held: boolean;
}

/** The threshold that counts for each metric, as the tiers of a bar state it: the first tier that asks. */
export function thresholdsOf(explanations: readonly Explanation[]): ReadonlyMap<string, Threshold> {
  const found = new Map<string, Threshold>();
  for (const { conditions } of explanations) {
    for (const { metric, threshold, held } of conditions) {
      const name = /^\|(\w+)\|/.exec(metric)?.[1] ?? metric;
      if (threshold === null || found.has(name)) continue;
      found.set(name, { value: threshold, ofSize: name !== metric, held });
    }
  }
  return found;
}
