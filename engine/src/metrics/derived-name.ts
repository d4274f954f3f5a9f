/** Longest window of a derived column, in bars: 60 days of 1m. */
export const MAX_DERIVED_WINDOW = 86_400;

/** Functions of a column over n bars, written `name(column,n)`. */
export const DERIVED_NAMES = ['sma', 'stdev', 'ema', 'rsi', 'zscore', 'highest', 'lowest', 'change'] as const;
export type DerivedName = (typeof DERIVED_NAMES)[number];

/** Other spellings of the same function. */
const ALIASES: Readonly<Record<string, DerivedName>> = { avg: 'sma' };

function functionOf(word: string): DerivedName | undefined {
  if (Object.hasOwn(ALIASES, word)) return ALIASES[word];
  return DERIVED_NAMES.find((name) => name === word);
}

/** `sma(close,20)` → its parts; `ema50` is short for `ema(close,50)`. Undefined when it is not a derived name. */
export function parseDerived(name: string): { fn: DerivedName; argument: string; n: number } | undefined {
  const short = /^(ema|sma|rsi)(\d{1,5})$/.exec(name);
  const long = short ? null : /^([a-z]+)\((.+),(\d{1,5})\)$/.exec(name.replaceAll(' ', ''));
  const fn = functionOf(short?.[1] ?? long?.[1] ?? '');
  if (!fn) return undefined;
  return { fn, argument: long?.[2] ?? 'close', n: Number(short?.[2] ?? long?.[3]) };
}
