import { exp } from '../numeric/exp.ts';

/**
 * Complementary error function: 2/√π · ∫ₓ^∞ e^(−t²) dt.
 *
 * Not simple-statistics' errorFunction: that one is a fit with an absolute error of 1e-7, so that every tail
 * probability below it, the very ones a correction for many trials looks at, would be noise.
 *
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
 *
 * @returns in [0, 2], relative error below 1e-13 down to the smallest numbers; NaN for NaN
 * @example erfc(0) // 1
 */
export function erfc(x: number): number {
  if (x !== x) return NaN;
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * ratio(x * x, NEAR_TOP, NEAR_BOTTOM);
  const tail = y <= 4 ? expMinusSquare(y) * ratio(y, MIDDLE_TOP, MIDDLE_BOTTOM) : farTail(y);
  return x < 0 ? 2 - tail : tail;
}

function farTail(y: number): number {
  if (y > 27.3) return 0;
  const z = 1 / (y * y);
  return (expMinusSquare(y) / y) * (ONE_OVER_ROOT_PI - z * ratio(z, FAR_TOP, FAR_BOTTOM));
}

/** e^(−y²) with y² split, so that the rounding of the square does not show in the result. */
function expMinusSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return exp(-head * head) * exp(-(y - head) * (y + head));
}

/** Two polynomials of one degree, coefficients from the highest power down. */
function ratio(x: number, top: readonly number[], bottom: readonly number[]): number {
  let a = 0;
  let b = 0;
  for (let i = 0; i < top.length; i++) {
    a = a * x + top[i];
    b = b * x + bottom[i];
  }
  return a / b;
}

const ONE_OVER_ROOT_PI = 0.5641895835477563;
const NEAR_TOP = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384695,
];
const NEAR_BOTTOM = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.2368334391706];
const MIDDLE_TOP = [
  2.1531153547440384e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
  881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_BOTTOM = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.6190901432475, 3439.3676741437216, 1230.3393548037494,
];
const FAR_TOP = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742277,
  6.587491615298378e-4,
];
const FAR_BOTTOM = [
  1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
