import type { PairChoice } from './pair-url.ts';
import type { PairLeg } from './wire.ts';

type Chosen = Pick<PairChoice, 'y' | 'x' | 'yVenue' | 'xVenue'>;

/** What one begins with where it is there: ether against bitcoin. */
const FIRST = ['ETH/USDT:USDT', 'BTC/USDT:USDT'] as const;

export const symbolsOf = (legs: readonly PairLeg[]): string[] => [
  ...new Set(legs.map(({ symbol }) => symbol)),
];

export const venuesOf = (legs: readonly PairLeg[], symbol: string): string[] =>
  legs.flatMap((leg) => (leg.symbol === symbol && leg.venue !== null ? [leg.venue] : []));

/** Keeps what was chosen where there is such a leg; takes the first two symbols where there is not. */
export function choosePair(legs: readonly PairLeg[], chosen: Chosen): Chosen {
  const symbols = symbolsOf(legs);
  const [one, two] = FIRST.every((symbol) => symbols.includes(symbol)) ? FIRST : symbols;
  const known = (symbol: string): boolean => symbols.includes(symbol);
  // A name that is asked for and is not here is left to the server, which says what there is.
  const y = chosen.y || (one === chosen.x ? two : one) || '';
  const x = chosen.x || (two === y ? one : two) || '';
  const venue = (symbol: string, asked: string): string =>
    known(symbol) && !venuesOf(legs, symbol).includes(asked) ? '' : asked;
  return { y, x, yVenue: venue(y, chosen.yVenue), xVenue: venue(x, chosen.xVenue) };
}

/** Timeframes that both legs of the choice have, the shortest first. */
export function commonTimeframes(legs: readonly PairLeg[], { y, x, yVenue, xVenue }: Chosen): string[] {
  const find = (symbol: string, venue: string): PairLeg | undefined =>
    legs.find((leg) => leg.symbol === symbol && (!venue || leg.venue === venue));
  const [first, second] = [find(y, yVenue), find(x, xVenue)];
  return first?.timeframes.filter((word) => second?.timeframes.includes(word)) ?? [];
}
