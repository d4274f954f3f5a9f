import { words as readable } from '$lib/format/detectors.ts';

/** The tiers of a bit mask, lowest first. */
export function tiersIn(mask: number): number[] {
  const found: number[] = [];
  for (let tier = 1; tier <= 6; tier++) if ((mask >> (tier - 1)) & 1) found.push(tier);
  return found;
}

export const TIER_FILL = [
  'bg-tier-1',
  'bg-tier-2',
  'bg-tier-3',
  'bg-tier-4',
  'bg-tier-5',
  'bg-tier-6',
] as const;

/** The ground of a row by its highest tier; nothing at 0. */
export const TIER_WASH = [
  '',
  'bg-tier-1/8',
  'bg-tier-2/14',
  'bg-tier-3/14',
  'bg-tier-4/10',
  'bg-tier-5/14',
  'bg-tier-6/16',
] as const;

/** A state in the words of its column: `SPOT_COOLING` reads `cooling`. */
export function stateWords(
  words: ReadonlyMap<string, Readonly<Record<number, string>>>,
  column: string,
  value: number,
): string {
  const word = words.get(column)?.[value];
  return word === undefined ? '–' : readable(word.replace(/^SPOT_/, ''));
}
