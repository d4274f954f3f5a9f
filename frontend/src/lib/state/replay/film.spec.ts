import { describe, expect, it } from '@jest/globals';
import { Film } from './film.ts';

/** A loop over rows 10 to 20, as `loop.svelte.ts` has it. */
const LOOP: ConstructorParameters<typeof Film>[0] = {
  range: { from: 10, to: 20 },
  end: (row: number) => (row < 20 ? 20 : undefined),
  turn: (row: number) => (row >= 20 ? 10 : null),
};

describe('a film in a loop', () => {
  it('is told the end of the loop, and goes round when it has stopped there', () => {
    const film = new Film(LOOP);
    expect(film.begin(12, 50)).toEqual({ speed: 50, to: 20 });
    expect(film.goesRound(20)).toBe(true);
    expect(film.goesRound(17)).toBe(false);
  });

  it('goes to the beginning first where it stands at the end, and plays on where it stands behind it', () => {
    const film = new Film(LOOP);
    expect([film.lead(20), film.lead(12), film.lead(30)]).toEqual([10, null, null]);
    expect(film.begin(30, 50)).toEqual({ speed: 50, to: undefined });
    expect(film.goesRound(90)).toBe(false);
  });

  it('rests on the signal that it was to play to, wherever the loop ends', () => {
    const film = new Film(LOOP);
    expect(film.begin(12, 50, { minTier: 3 })).toEqual({ speed: 50, until: 'signal', minTier: 3 });
    expect(film.until).toEqual({ minTier: 3 });
    expect([film.goesRound(20), film.goesRound(25), film.strays(25)]).toEqual([false, false, false]);
  });

  it('strays once the loop ends elsewhere or lies behind it', () => {
    const loop = { ...LOOP };
    const film = new Film(loop);
    film.begin(12, 50);
    expect(film.strays(13)).toBe(false);
    loop.end = () => 40;
    expect(film.strays(13)).toBe(true);
    loop.end = LOOP.end;
    expect(film.strays(25)).toBe(true);
    expect(new Film({ range: null, end: () => undefined, turn: () => null }).strays(25)).toBe(false);
  });
});
