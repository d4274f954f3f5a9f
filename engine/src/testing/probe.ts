import { combineDigests, digestLane, DigestChain } from '../digest.ts';
import { Market } from '../market.ts';
import type { Tape } from '../tape/tape.ts';
import { smallMarket } from './small-market.ts';

/**
 * One digest over everything that the engine computes on wild small markets of several timeframes: the same on every
 * JavaScript engine, or something is not deterministic.
 */
export function probeDigest(rows = 3000): string {
  const digests = (['1m', '5m', '1h', '4h'] as const).flatMap((timeframe) =>
    digestsOf(smallMarket(`probe ${timeframe}`, { rows, timeframe })),
  );
  return combineDigests(digests);
}

function digestsOf(tapes: Tape[]): string[] {
  const market = new Market(tapes);
  market.advance(market.rows);
  const lanes = market.lanes.map((lane) => digestLane(lane)).flatMap(({ input, output }) => [input, output]);
  const pairs = market.pairs.map((pair) => {
    const chain = new DigestChain('pair', Object.values(pair.columns));
    chain.advance(market.cursor);
    return chain.digest;
  });
  return [...lanes, ...pairs];
}
