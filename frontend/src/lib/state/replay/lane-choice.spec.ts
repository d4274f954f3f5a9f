import { describe, expect, it } from '@jest/globals';
import { closestLane } from './lane-choice.ts';

const [btcA, ethA, btcB] = [
  { venue: 'a', symbol: 'BTC' },
  { venue: 'a', symbol: 'ETH' },
  { venue: 'b', symbol: 'BTC' },
];
const LANES = [btcB, btcA, ethA];

describe('the lane that is closest to a wish', () => {
  it('is the very one where it is there', () => {
    expect(closestLane(LANES, [ethA, btcB])).toBe(ethA);
  });
  it('has the symbol, though the venue that is asked for or listed first does not', () => {
    expect(closestLane(LANES, [{ venue: 'b', symbol: 'ETH' }])).toBe(ethA);
    expect(closestLane(LANES, [{ symbol: 'ETH' }, btcB])).toBe(ethA);
  });
  it('leaves what is not wished for to the later wishes', () => {
    expect(closestLane(LANES, [{ venue: 'a' }, btcB])).toBe(btcA);
    expect(closestLane(LANES, [{}, btcA])).toBe(btcA);
    expect(closestLane(LANES, [])).toBe(btcB);
  });
});
