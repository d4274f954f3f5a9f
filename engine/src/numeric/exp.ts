import { log } from './log.ts';

/**
 * Exponential with the same bits on every JavaScript engine (see log.ts for why).
 *
 * x = k·ln 2 + r with |r| ≤ ln 2 / 2, e^r as its Taylor polynomial of degree 13 (the next term is below
 * 1e-17), scaled by 2^k in two exact steps.
 *
 * @returns e^x; NaN for NaN, 0 far below and Infinity far above the range. Error below 2 units in the last place.
 */
export function exp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.round(x * 1.4426950408889634);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 13; n >= 1; n--) sum = 1 + (sum * r) / n;
  const half = k >> 1;
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** x^y for x > 0 through exp and log; good to about 1e-14 relative for the powers that reports need. */
export function pow(x: number, y: number): number {
  return exp(y * log(x));
}

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
const HIGH = ((): number => {
  FLOAT[0] = 1;
  return WORDS[1] === 0x3ff00000 ? 1 : 0;
})();

function powerOfTwo(k: number): number {
  WORDS[HIGH] = (k + 1023) << 20;
  WORDS[1 - HIGH] = 0;
  return FLOAT[0];
}
