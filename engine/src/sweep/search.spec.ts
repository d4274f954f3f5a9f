import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { plateaus } from './plateau.ts';
import { searchOver, type Scored, type SearchMethod } from './search.ts';
import { parseDimension, wholeNumbersOf } from './space.ts';

const DIMENSIONS = [parseDimension('x=-3:3'), parseDimension('y=-3:3'), parseDimension('n=1:40:1')];

/** A smooth hill with its top, 0, at (1, −0.5, 17). */
const hill = ([x, y, n]: readonly number[]): number =>
  -((x - 1) * (x - 1) + (y + 0.5) * (y + 0.5) + ((n - 17) / 10) * ((n - 17) / 10));

function run(method: SearchMethod, trials: number, seed: string): Scored[] {
  const search = searchOver(DIMENSIONS, method, trials, seededRandom(seed));
  const results: Scored[] = [];
  for (let from = 0; from < search.trials; from += search.batch) {
    const to = Math.min(search.trials, from + search.batch);
    for (const values of search.propose(from, to, results)) results.push({ values, score: hill(values) });
  }
  return results;
}

const bestOf = (results: readonly Scored[]): number => Math.max(...results.map(({ score }) => score));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

describe('a search', () => {
  it('draws the same trials whatever part of them is asked for, and others from another seed', () => {
    const search = searchOver(DIMENSIONS, 'random', 50, seededRandom(1));
    const all = search.propose(0, 50, []);
    expect([...search.propose(0, 20, []), ...search.propose(20, 50, [])]).toEqual(all);
    expect(searchOver(DIMENSIONS, 'random', 50, seededRandom(2)).propose(0, 50, [])).not.toEqual(all);
    for (const [x, y, n] of all) {
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(3);
      expect(Number.isInteger(n) && n >= 1 && n <= 40).toBe(true);
    }
  });

  it.each(['random', 'bayes'] as const)(
    'by %s makes no trial twice, and ends where there are no others',
    (method) => {
      const small = [wholeNumbersOf(parseDimension('a=0.5:12.5')), parseDimension('b=1,2,5,9')];
      const all = (asked: number): string[] => {
        const search = searchOver(small, method, asked, seededRandom(7));
        const results: Scored[] = [];
        for (let from = 0; from < search.trials; from += search.batch) {
          const to = Math.min(search.trials, from + search.batch);
          for (const values of search.propose(from, to, results)) results.push({ values, score: -values[0] });
        }
        return results.map(({ values }) => values.join());
      };
      for (const asked of [10, 24, 40, 48]) expect(new Set(all(asked)).size).toBe(asked);
      expect(new Set(all(1_000)).size).toBe(48);
      expect(all(1_000)).toHaveLength(48);
      expect(all(1_000)).toContain('12,9');
    },
  );

  it('draws every point of a small space equally often', () => {
    const space = [parseDimension('a=1,2,3,4'), parseDimension('b=1,2')];
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed++)
      for (const values of searchOver(space, 'random', 5, seededRandom(seed)).propose(0, 5, []))
        counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    // 5 of 8 points in 2,000 searches: 1,250 each, with a standard deviation of √(2000 · 5/8 · 3/8) ≈ 22.
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 1_250)).toBeLessThan(88);
  });

  it('of the Bayesian kind learns: after 192 trials it stands far nearer to the top than chance', () => {
    const seeds = Array.from({ length: 3 }, (_, k) => `seed ${k}`);
    const bayes = median(seeds.map((seed) => bestOf(run('bayes', 192, seed))));
    const random = median(seeds.map((seed) => bestOf(run('random', 192, seed))));
    expect(bayes).toBeGreaterThan(random / 3);
    expect(bayes).toBeGreaterThan(-0.02);
    expect(run('bayes', 96, 'again')).toEqual(run('bayes', 96, 'again'));
  });

  it('of the Bayesian kind lives with trials that do not count', () => {
    const search = searchOver(DIMENSIONS, 'bayes', 128, seededRandom(3));
    const nothing = search.propose(0, 64, []).map((values) => ({ values, score: NaN }));
    expect(search.propose(64, 96, nothing)).toHaveLength(32);
  });
});

describe('plateaus', () => {
  it('prefers the broad hill to the higher peak beside it', () => {
    const dimension = parseDimension('x=0:20:1');
    // A lone peak of 10 at 3 among zeros; a hill of 5, 6, 7, 6, 5 at 12 … 16.
    const score = (x: number): number => (x === 3 ? 10 : x >= 12 && x <= 16 ? 7 - Math.abs(x - 14) : 0);
    const trials = Array.from({ length: 21 }, (_, x) => ({ values: [x], score: score(x) }));
    const [first] = plateaus([dimension], trials);
    expect(trials[first.trial].values).toEqual([14]);
    // Neighbours of 14 reach 6, 7, 6: the lower quartile is 6.
    expect(first).toMatchObject({ score: 7, neighbours: 3, floor: 6 });
    expect(plateaus([dimension], trials).find(({ trial }) => trial === 3)!.floor).toBe(0);
  });

  it('takes whole numbers beside each other for neighbours, few as they may be', () => {
    const trials = [2, 3, 4, 5, 6].map((x) => ({ values: [x], score: 10 - Math.abs(x - 4) }));
    const [first] = plateaus([wholeNumbersOf(parseDimension('x=2:6'))], trials);
    // As of x=2:6:1: 4 lies between 3 and 5, which reach 9; the lower quartile of 9, 9, 10 is 9.
    expect(first).toEqual(plateaus([parseDimension('x=2:6:1')], trials)[0]);
    expect(first).toMatchObject({ trial: 2, neighbours: 3, floor: 9 });
  });

  it('takes a neighbour that does not count for a bad one', () => {
    const trials = [1, 2, 3].map((x) => ({ values: [x], score: x === 2 ? 5 : NaN }));
    expect(plateaus([parseDimension('x=1,2,3')], trials)).toMatchObject([
      { trial: 1, neighbours: 3, floor: 5 },
    ]);
  });
});
