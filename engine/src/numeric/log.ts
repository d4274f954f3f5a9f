/**
 * Natural logarithm with the same bits on every JavaScript engine.
 *
 * `Math.log` may differ in the last bit between engines and versions, and a digest would differ with it. This one
 * uses only operations that IEEE 754 fixes: x = m·2^k with m in [√½, √2), then
 * ln m = 2·atanh(s), s = (m − 1)/(m + 1), as its power series in s² (|s| ≤ 0.1716: eleven terms are below
 * half a unit in the last place), plus k·ln 2 in two parts.
 *
 * @returns ln x; NaN for x < 0 or NaN, −Infinity for 0. Error below 2 units in the last place.
 */
export function log(x: number): number {
  const near = x - 1;
  if (!(near > -NEAR && near < NEAR)) return +logFar(x);
  FLOAT[0] = near;
  logNearOne(FLOAT, 0);
  return FLOAT[0];
}

/**
 * Writes ln(x[i] / x[i − 1]) to `out[at]`: {@link log} for a column, as a number that is handed to a call which is not
 * inlined, or returned by it, is put into an object of its own.
 *
 * NaN where either is missing, and never the logarithm of 0 or of a division by 0.
 */
export function logOfChange(x: Float64Array, i: number, out: Float64Array, at: number): void {
  const ratio = x[i] / x[i - 1];
  const near = ratio - 1;
  if (near > -NEAR && near < NEAR) {
    out[at] = near;
    logNearOne(out, at);
  } else out[at] = ratio > 0 && ratio < 1 / 0 ? +logFar(ratio) : 0 / 0;
}

/** ln x for x that is not near 1; a function of its own, so that the common case is short enough to be inlined. */
function logFar(x: number): number {
  if (!(x > 0 && x <= LARGEST)) return special(x);
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54: lifts a subnormal into the normal range
    k = -54;
  }
  FLOAT[0] = x;
  const high = WORDS[HIGH];
  k += (high >>> 20) - 1023;
  // Sets the exponent to that of [1, 2), keeping the mantissa.
  WORDS[HIGH] = (high & 0x000fffff) | 0x3ff00000;
  let m = FLOAT[0];
  if (m > ROOT_2) {
    m *= 0.5;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const tail =
    z *
    (1 / 3 +
      z *
        (1 / 5 +
          z *
            (1 / 7 +
              z *
                (1 / 9 +
                  z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z / 21)))))))));
  // ln m = 2s + 2s·tail; 2s = f − s·f keeps f exact where the result is small.
  return k * LN2_HIGH + (f - (s * f - 2 * s * tail - k * LN2_LOW));
}

// Literals, not Number.MAX_VALUE and Math.SQRT2: a global is slow to reach where it is watched, as under jest.
const LARGEST = 1.7976931348623157e308;
const ROOT_2 = 1.4142135623730951;

/** Within this distance of 1 the first six terms of the series are enough: the returns of most bars. */
const NEAR = 1 / 32;

/** Replaces f in `values[i]` by ln(1 + f), |f| < 1/32: s² < 2.6e-4, the term left out is below 3e-17 of the result. */
function logNearOne(values: Float64Array, i: number): void {
  const f = values[i];
  const s = f / (2 + f);
  const z = s * s;
  const tail = z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9))));
  values[i] = f - (s * f - 2 * s * tail);
}

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
/** Index of the word with the exponent: 1 on little-endian machines. */
const HIGH = ((): number => {
  FLOAT[0] = 1;
  return WORDS[1] === 0x3ff00000 ? 1 : 0;
})();

/** ln 2 in two parts: the high one has its last 20 bits zero, so that k·LN2_HIGH is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

function special(x: number): number {
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : NaN;
}
