import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { DEFAULT_KALMAN_NOISE } from '../statistics/kalman-regression.ts';
import { mackinnonP } from '../statistics/mackinnon.ts';
import { analysePair } from './analyse-pair.ts';
import { HEDGE_METHODS } from './pair-config.ts';
import { rankPairs } from './rank-pairs.ts';
import { scanPair } from './scan-pair.ts';

/** y follows 0.5 + beta·x with a spread that reverts with a planted half-life. */
function cointegrated(
  seed: string,
  rows: number,
  beta: number,
  halfLife: number,
): { y: Float64Array; x: Float64Array } {
  const random = seededRandom(seed);
  const phi = 0.5 ** (1 / halfLife);
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  let level = 10;
  let spread = 0;
  for (let i = 0; i < rows; i++) {
    level += 0.01 * random.normal();
    spread = phi * spread + 0.005 * random.normal();
    x[i] = level;
    y[i] = 0.5 + beta * level + spread;
  }
  return { y, x };
}

function walk(seed: string, rows: number): Float64Array {
  const random = seededRandom(seed);
  let level = 10;
  return Float64Array.from({ length: rows }, () => (level += 0.01 * random.normal()));
}

describe('a simulated cointegrated pair', () => {
  it.each(HEDGE_METHODS)(
    'is called stationary, its hedge and planted half-life found within 20 %% (%s)',
    (method) => {
      for (const planted of [8, 25]) {
        const { y, x } = cointegrated(`planted ${planted}`, 8000, 0.8, planted);
        // A filter that forgets fast follows the spread itself: its memory must be long against the half-life.
        const analysis = analysePair(y, x, method, { ...DEFAULT_KALMAN_NOISE, discount: 0.9998 });
        if (!analysis.ok) throw new Error(analysis.reason);
        expect(analysis.stationary).toBe(true);
        expect(analysis.verdict).toMatch(/^The spread comes back .* Half of a deviation is gone after/);
        expect(Math.abs(analysis.beta / 0.8 - 1)).toBeLessThan(method === 'kalman' ? 0.1 : 0.02);
        const { reversion } = analysis;
        expect(reversion.ok && Math.abs(reversion.halfLife / planted - 1)).toBeLessThan(0.2);
      }
    },
  );
});

describe('independent random walks', () => {
  it('are called cointegrated at the nominal rate, 1,000 trials', () => {
    const rejected = [0.01, 0.05, 0.1].map(() => 0);
    for (let trial = 0; trial < 1000; trial++) {
      const scan = scanPair(walk(`y ${trial}`, 500), walk(`x ${trial}`, 500));
      if (!scan.ok) throw new Error(scan.reason);
      [0.01, 0.05, 0.1].forEach((level, k) => (rejected[k] += scan.pValue < level ? 1 : 0));
    }
    // Nominal 10, 50 and 100; three deviations of chance are 9, 21 and 28. Over 18,000 trials the rates are 1.3, 5.6 and 11 %: choosing
    // the lags by AIC costs a little, with lags given they are 1.0, 5.0 and 10.0 %.
    expect(rejected[0]).toBeLessThan(25);
    expect(rejected[1]).toBeGreaterThan(30);
    expect(rejected[1]).toBeLessThan(78);
    expect(rejected[2]).toBeGreaterThan(70);
    expect(rejected[2]).toBeLessThan(138);
  });

  it('would pass far too often with the values for a single series: why the fitted hedge has its own', () => {
    let single = 0;
    for (let trial = 0; trial < 200; trial++) {
      const scan = scanPair(walk(`y ${trial}`, 500), walk(`x ${trial}`, 500));
      if (scan.ok && mackinnonP(scan.statistic, 'c', 1) < 0.05) single++;
    }
    expect(single / 200).toBeGreaterThan(0.1);
  });
});

describe('a scan over all pairs of a universe', () => {
  it('finds the planted pairs, and hardly any other, after correction', () => {
    const first = cointegrated('universe a', 3000, 0.8, 10);
    const second = cointegrated('universe b', 3000, 1.3, 40);
    const series: [string, Float64Array][] = [
      ['A', first.y],
      ['B', first.x],
      ['C', second.y],
      ['D', second.x],
      ...Array.from({ length: 8 }, (_, k): [string, Float64Array] => [`W${k}`, walk(`alone ${k}`, 3000)]),
    ];
    const scans = series.flatMap(([nameY, y], i) =>
      series.slice(i + 1).map(([nameX, x]) => ({ name: `${nameY}/${nameX}`, scan: scanPair(y, x) })),
    );
    const ranking = rankPairs(scans);
    expect(ranking.pairs).toHaveLength(66);
    // The quicker one first.
    expect(ranking.pairs.slice(0, 2).map((pair) => pair.name)).toEqual(['A/B', 'C/D']);
    expect(ranking.discoveries).toBeLessThanOrEqual(3);
    expect(ranking.pairs[0].stability).toBeGreaterThan(0.95);
    // Whatever order the workers deliver in.
    expect(rankPairs([...scans].reverse())).toEqual(ranking);
  });
});
