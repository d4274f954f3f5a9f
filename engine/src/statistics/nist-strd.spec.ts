import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { announceRealData, hasRealData, REAL_DATA } from '../../test/real-data.ts';
import { leastSquares, type LeastSquares } from './least-squares.ts';

/** One of NIST's Statistical Reference Datasets: data and the values certified to 15 digits. */
interface Certified {
  y: number[];
  regressors: number[][];
  estimates: number[];
  deviations: number[];
  residualSd: number;
  rSquared: number;
}

/** Degree of the polynomial in x; 0: the regressors are the columns themselves. */
const DEGREE: Record<string, number> = {
  Norris: 1,
  Pontius: 2,
  Longley: 0,
  Wampler1: 5,
  Wampler2: 5,
  Wampler3: 5,
  Wampler4: 5,
  Wampler5: 5,
  Filip: 10,
};

announceRealData();

function read(name: string): Certified {
  const lines = readFileSync(`${REAL_DATA}/checks/nist_strd/${name}.dat`, 'utf8').split(/\r?\n/);
  const parameters = lines.filter((line) => /^\s+B\d+\s+\S+\s+\S+\s*$/.test(line)).map(numbers);
  const single = (label: string): number =>
    Number(
      lines
        .find((line) => line.includes(label))!
        .trim()
        .split(/\s+/)
        .at(-1),
    );
  const rows = lines
    .slice(lines.findIndex((line) => /^Data:\s+y/.test(line)) + 1)
    .filter((line) => line.trim())
    .map(numbers);
  const degree = DEGREE[name];
  const x = rows.map((row) => row[1]);
  return {
    y: rows.map((row) => row[0]),
    regressors: degree
      ? Array.from({ length: degree }, (_, k) => x.map((value) => value ** (k + 1)))
      : rows[0].slice(1).map((_, k) => rows.map((row) => row[k + 1])),
    estimates: parameters.map((row) => row[0]),
    deviations: parameters.map((row) => row[1]),
    residualSd: single('Standard Deviation  '),
    rSquared: single('R-Squared'),
  };
}

function numbers(line: string): number[] {
  return line.replace(/B\d+/, '').trim().split(/\s+/).map(Number);
}

/** Correct significant digits: −log₁₀ of the relative error (absolute where the certified value is 0), at most 15. */
function digits(got: number, certified: number): number {
  const error = certified === 0 ? Math.abs(got) : Math.abs((got - certified) / certified);
  return error < 1e-15 ? 15 : -Math.log10(error);
}

const fewest = (got: ArrayLike<number>, certified: number[]): number =>
  Math.min(...certified.map((value, i) => digits(got[i], value)));

function fit(name: string): { certified: Certified; result: LeastSquares } {
  const certified = read(name);
  const result = leastSquares(certified.y, certified.regressors);
  if (!result.ok) throw new Error(result.reason);
  return { certified, result };
}

(hasRealData ? describe : describe.skip)("least squares against NIST's certified values", () => {
  it.each([
    ['Norris', 13, 13, 14],
    ['Pontius', 13, 13, 14],
    ['Longley', 13, 13, 14],
    ['Wampler1', 14, 14, 14],
    ['Wampler2', 13, 14, 14],
    ['Wampler3', 14, 13, 14],
    ['Wampler4', 14, 13, 14],
    ['Wampler5', 14, 13, 13],
    // x¹⁰ of a rounded x: the powers themselves carry no more digits into the fit (condition 1e10 after scaling).
    ['Filip', 7.9, 7.3, 10],
  ])(
    '%s: %p digits of the estimates, %p of their deviations, %p of R²',
    (name, estimates, deviations, rSquared) => {
      const { certified, result } = fit(name);
      expect(fewest(result.coefficients, certified.estimates)).toBeGreaterThan(estimates);
      expect(fewest(result.standardErrors, certified.deviations)).toBeGreaterThan(deviations);
      expect(digits(result.residualSd, certified.residualSd)).toBeGreaterThan(deviations);
      expect(digits(result.rSquared, certified.rSquared)).toBeGreaterThan(rSquared);
    },
  );
});
