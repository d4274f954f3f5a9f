import { didYouMean, HindcastError } from '@hindcast/engine';
import { legName, type CloseSeries, type PairLeg } from '../close-series.ts';

/** A leg that there is, and the timeframes in which it can be had, the shortest first. */
export interface KnownLeg extends PairLeg {
  readonly timeframes: readonly string[];
}

/** Where the bars of pairs come from. */
export interface LegSource {
  /** Name of the recording or of the table; null for the live market. */
  readonly name: string | null;
  legs(): readonly KnownLeg[];
  /** Closes of one leg. @throws HindcastError PAIR_TIMEFRAME */
  open(leg: PairLeg, timeframe: string): Promise<CloseSeries>;
}

/** A leg as it is asked for. */
export interface AskedLeg {
  readonly symbol: string;
  readonly venue?: string;
  /** Which of the two it is: `y` or `x`. */
  readonly side: 'y' | 'x';
}

/**
 * Finds a leg, also when its symbol is written `ETHUSDT` or `ETH` and that is unmistakable: on the venue that is named, else on `likely`, else on the first that has it.
 *
 * @throws HindcastError PAIR_LEG with the nearest name there is
 */
export function findLeg(
  source: LegSource,
  { symbol, venue, side }: AskedLeg,
  likely?: string | null,
): KnownLeg {
  const all = source.legs();
  const word = meantBy(symbol, all);
  const named = all.filter((leg) => leg.symbol === word);
  const found =
    venue === undefined
      ? (named.find((leg) => leg.venue === likely) ?? named.at(0))
      : named.find((leg) => leg.venue === venue);
  if (found) return found;
  const known = [...new Set(all.map((leg) => leg.symbol))];
  const where = source.name === null ? 'The live market' : `"${source.name}"`;
  throw new HindcastError(
    'PAIR_LEG',
    `${where} has no ${venue === undefined ? '' : `${venue} `}${symbol.slice(0, 64) || 'symbol without a name'}.`,
    named.length > 0
      ? `It has ${named.map(legName).join(', ')}.`
      : didYouMean(symbol, known) || `It has ${shortList(known)}.`,
    { field: named.length > 0 ? `${side}Venue` : side },
  );
}

/** The symbol that is meant: as it is written, or the only one that reads so without its marks: `ethusdt`, `ETH`. */
function meantBy(symbol: string, legs: readonly KnownLeg[]): string {
  if (legs.some((leg) => leg.symbol === symbol)) return symbol;
  const plain = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const asked = plain(symbol);
  const known = [...new Set(legs.map((leg) => leg.symbol))];
  const readings: ((text: string) => string)[] = [
    plain,
    (text) => plain(text.split(':')[0]),
    (text) => plain(text.split('/')[0]),
  ];
  for (const reading of readings) {
    const alike = known.filter((text) => reading(text) === asked);
    if (asked !== '' && alike.length === 1) return alike[0];
  }
  return symbol;
}

/**
 * The timeframe of a pair: the one asked for, or the shortest that both legs have.
 *
 * @throws HindcastError PAIR_TIMEFRAME
 */
export function commonTimeframe(legs: readonly KnownLeg[], asked?: string): string {
  const [first, ...others] = legs;
  const common = first.timeframes.filter((word) => others.every((leg) => leg.timeframes.includes(word)));
  if (asked === undefined && common.length > 0) return common[0];
  if (asked !== undefined && common.includes(asked)) return asked;
  throw new HindcastError(
    'PAIR_TIMEFRAME',
    asked === undefined
      ? `${legs.map(legName).join(' and ')} have no timeframe in common.`
      : `${legs.map(legName).join(' and ')} cannot both be had in ${asked.slice(0, 20)} bars.`,
    common.length > 0 ? `Choose one of: ${common.join(', ')}.` : 'Choose other symbols.',
    { field: 'timeframe' },
  );
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown || 'no symbol at all';
}
