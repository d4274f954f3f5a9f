import type { AlertNote } from '@hindcast/engine/wire';
import type { Voice } from './alert-preferences.svelte.ts';

/** One tone of a voice: when it begins and how long it is, seconds. */
export interface Tone {
  hertz: number;
  at: number;
  long: number;
}

/** Notes of a scale, so that no two voices sound like a mistake. */
const [A3, D4, E4, G4, A4, C5, D5, E5, G5, A5] = [
  220, 293.66, 329.63, 392, 440, 523.25, 587.33, 659.26, 783.99, 880,
];
const tone = (hertz: number, at: number, long = 0.14): Tone => ({ hertz, at, long });

/** A short figure for each voice: they differ in pitch, direction and rhythm, so that one knows which it is without looking. */
export const TONES: Readonly<Record<Voice, readonly Tone[]>> = {
  '1': [tone(G4, 0, 0.18)],
  '2': [tone(A4, 0), tone(D5, 0.12), tone(A5, 0.24, 0.24)],
  '3': [tone(D4, 0), tone(G4, 0.14, 0.18)],
  '4': [tone(G4, 0), tone(D4, 0.14, 0.22)],
  '5': [tone(E5, 0, 0.1), tone(C5, 0.14, 0.1), tone(E5, 0.28, 0.14)],
  '6': [tone(D5, 0, 0.08), tone(D5, 0.11, 0.08), tone(G5, 0.22, 0.2)],
  detector: [tone(A3, 0, 0.2), tone(E4, 0.18, 0.26)],
  rule: [tone(E5, 0, 0.12), tone(G5, 0.13, 0.2)],
  critical: [tone(A5, 0, 0.12), tone(D5, 0.15, 0.12), tone(A5, 0.3, 0.12), tone(D5, 0.45, 0.24)],
};

/** Which voice weighs more when several would speak: critical, then confluence, then the rest by what they ask of the reader. */
const WEIGHT: Readonly<Record<Voice, number>> = {
  ...{ critical: 9, '2': 8, rule: 7, '6': 6, detector: 5, '5': 4, '4': 3, '3': 2, '1': 1 },
};
export const weightOf = (voice: Voice): number => WEIGHT[voice];

/** How long a voice speaks, ms. */
export const lengthOf = (voice: Voice): number =>
  1_000 * Math.max(...TONES[voice].map(({ at, long }) => at + long));

/** The voices of an alert, the one that says most first: what it is of, and that it is critical. */
export function voicesOf({ tier, type, severity }: Pick<AlertNote, 'tier' | 'type' | 'severity'>): Voice[] {
  const own: Voice = tier !== null ? (String(tier) as Voice) : type === 'RULE' ? 'rule' : 'detector';
  return severity >= 4 ? ['critical', own] : [own];
}
