/**
 * Optimal string alignment distance (Damerau-Levenshtein with adjacent transpositions, each substring edited at
 * most once): insertions, deletions, substitutions and swaps of neighbours cost 1 each.
 * Oommen & Loke 1997; https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let before = new Uint32Array(width);
  let above = Uint32Array.from({ length: width }, (_, j) => j);
  let row = new Uint32Array(width);
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    for (let j = 1; j < width; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, before[j - 2] + 1);
      row[j] = best;
    }
    [before, above, row] = [above, row, before];
  }
  return above[b.length];
}

/** Words longer than this are not names: no suggestion is worth the comparison. */
const LONGEST_NAME = 64;

/**
 * The known name that was most likely meant by `word`, or null when none is close. Case is ignored; ties go to
 * the name that comes first. "Close" is at most a third of the word's letters wrong, but one for words of three letters or
 * fewer and two for those a little longer.
 */
export function nearest(word: string, names: Iterable<string>): string | null {
  if (word.length > LONGEST_NAME) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - word.length) >= bestDistance) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean "rsi"?`, or the empty string when no known name is close. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const name = nearest(word, names);
  return name === null ? '' : `Did you mean "${name}"?`;
}
