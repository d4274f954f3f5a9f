import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { eventStudy } from './event-study.ts';
import { marginOutcomes } from './outcomes.ts';

const ROWS = 2_000;
const COSTS = 0.0012;

/** Calm stretches of 0.1 % a bar and wild ones of 0.4 %, 40 bars each on average, and every bar at whose close it is wild. */
function calmAndWild(seed: string, drift: number) {
  const random = seededRandom(seed);
  const open = new Float64Array(ROWS);
  const close = new Float64Array(ROWS);
  const rows: number[] = [];
  let price = 100;
  let wild = false;
  for (let i = 0; i < ROWS; i++) {
    open[i] = price;
    price *= 1 + (wild ? 0.004 * random.normal() + drift : 0.001 * random.normal());
    close[i] = price;
    if (random.next() < 1 / 40) wild = !wild;
    if (wild) rows.push(i);
  }
  return { prices: { open, close, high: close, low: close }, rows };
}

/** Hit rate's p-values over one bar and three of buying, or selling, whenever the market is wild. */
function wildStudies(direction: number, drift: number, markets: number) {
  return Array.from({ length: markets }, (_, k) => {
    const { prices, rows } = calmAndWild(`wild ${k}`, drift);
    const events = { rows, directions: rows.map(() => direction) };
    return eventStudy(prices, events, {
      ...{ random: seededRandom(k), costs: COSTS, horizons: [1, 3], replicates: 80 },
    });
  }).flat();
}

describe('marginOutcomes', () => {
  it('is a hit less what the opposite direction hits', () => {
    const { long, short } = marginOutcomes([0.2, 0.1, -0.05, -0.3, NaN], 0.1);
    expect([...Array.from(long)]).toEqual([1, 0, 0, -1, NaN]);
    expect([...Array.from(short)]).toEqual([-1, 0, 0, 1, NaN]);
  });
});

describe('a signal that finds wild bars and no direction', () => {
  it.each([1, -1])('hits more often than any bar, and is no more than luck (direction %p)', (direction) => {
    const studies = wildStudies(direction, 0, 40);
    const more = studies.filter(({ hitRate, baseRate }) => hitRate.estimate > baseRate + 0.05).length;
    expect(more).toBeGreaterThan(70);
    // Binomial(80, 5 %): 4 expected, more than 11 have a chance of 0.1 %.
    expect(studies.filter(({ pValue }) => pValue < 0.05).length).toBeLessThanOrEqual(11);
  });

  it('is more than luck in the direction in which the wild bars drift, and not in the other', () => {
    const found = (direction: number): number =>
      wildStudies(direction, 0.0012, 10).filter(({ pValue }) => pValue < 0.01).length;
    expect(found(1)).toBeGreaterThan(16);
    expect(found(-1)).toBe(0);
  });
});
