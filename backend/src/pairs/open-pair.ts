import { HindcastError } from '@hindcast/engine';
import type { CloseSeries } from './close-series.ts';
import type { PairQuery } from './dto/pair.query.ts';
import { commonTimeframe, findLeg, type LegSource } from './source/leg-source.ts';

/** Which pair of a source. */
export type AskedPair = Pick<PairQuery, 'y' | 'x' | 'yVenue' | 'xVenue'> & { readonly timeframe?: string };

/**
 * The closes of both legs in one timeframe.
 *
 * @throws HindcastError PAIR_LEG, PAIR_SAME, PAIR_TIMEFRAME
 */
export async function openPair(
  source: LegSource,
  { y, x, yVenue, xVenue, timeframe }: AskedPair,
): Promise<{ y: CloseSeries; x: CloseSeries }> {
  const legY = findLeg(source, { symbol: y, venue: yVenue, side: 'y' });
  const legX = findLeg(source, { symbol: x, venue: xVenue, side: 'x' }, legY.venue);
  if (legY.symbol === legX.symbol && legY.venue === legX.venue)
    throw new HindcastError(
      'PAIR_SAME',
      `y and x are both ${y}.`,
      'Choose two different symbols, or one symbol on two venues.',
      { field: 'x' },
    );
  const word = commonTimeframe([legY, legX], timeframe);
  return { y: await source.open(legY, word), x: await source.open(legX, word) };
}
