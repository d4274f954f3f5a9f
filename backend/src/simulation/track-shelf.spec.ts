import { describe, expect, it, jest } from '@jest/globals';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from './market-track.ts';
import { TrackShelf } from './track-shelf.ts';

const recorded = {} as RecordedMarket;

/** A track that does what its end promises, and what its user calls when he is done with it. */
function lent(shelf: TrackShelf, text: string) {
  const end = jest.fn();
  let done: (track: MarketTrack) => boolean = () => false;
  const track = shelf.lend(recorded, text, (told) => {
    done = told;
    return { end } as unknown as MarketTrack;
  });
  return { track, end, letGo: () => done(track) };
}

describe('the shelf of tracks', () => {
  it('gives a track that was let go of to whoever asks next, once', () => {
    const shelf = new TrackShelf();
    const { track, letGo, end } = lent(shelf, 'a');
    expect(shelf.take(recorded, 'a')).toBeNull();
    expect(letGo()).toBe(true);
    expect(shelf.take({} as RecordedMarket, 'a')).toBeNull();
    expect(shelf.take(recorded, 'b')).toBeNull();
    expect(shelf.take(recorded, 'a')).toBe(track);
    expect(shelf.take(recorded, 'a')).toBeNull();
    expect(end).not.toHaveBeenCalled();
  });

  it('keeps one of a kind and the newest four, and ends the rest', () => {
    const shelf = new TrackShelf();
    const twins = [lent(shelf, 'a'), lent(shelf, 'a')];
    expect(twins.map(({ letGo }) => letGo())).toEqual([true, false]);
    for (const text of ['b', 'c', 'd', 'e']) lent(shelf, text).letGo();
    expect(twins[0].end).toHaveBeenCalledTimes(1);
    expect(shelf.take(recorded, 'a')).toBeNull();
    expect(shelf.take(recorded, 'e')).not.toBeNull();
  });
});
