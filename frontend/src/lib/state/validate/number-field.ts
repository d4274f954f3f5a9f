/** What a field for a number takes. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** What is wrong with what stands in a field; null where it is a number that the field takes. */
export function problemOf(text: string, { least, most, whole = false }: NumberRule): string | null {
  const word = text.trim();
  if (word === '') return 'A number is needed.';
  if (/^[-+]?\d+,\d+$/.test(word)) return `Write ${word.replace(',', '.')}, with a point.`;
  if (!NUMBER.test(word)) return `"${word}" is not a number.`;
  const value = Number(word);
  if (!(value >= least && value <= most)) return `From ${least} to ${most}.`;
  if (whole && !Number.isInteger(value)) return 'A whole number is needed.';
  return null;
}

/** The same for a list with commas; an empty one stands for the default. */
export function problemOfList(text: string, rule: NumberRule, longest: number): string | null {
  const words = wordsOf(text);
  const problem = words.map((word) => problemOf(word, rule)).find((found) => found !== null);
  if (problem !== undefined) return problem;
  if (words.length > longest) return `At most ${longest} of them.`;
  return new Set(words.map(Number)).size < words.length ? 'One of them stands there twice.' : null;
}

/** Numbers of a list that has no problem. */
export const numbersOf = (text: string): number[] => wordsOf(text).map(Number);

const wordsOf = (text: string): string[] => (text.trim() === '' ? [] : text.split(/[\s,]+/).filter(Boolean));
