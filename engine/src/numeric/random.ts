import { normalQuantile } from '../statistics/normal-quantile.ts';

/**
 * A seeded stream of numbers. The engine has no randomness of its own: whoever simulates, resamples or shuffles
 * is given one of these, so that the same seed gives the same bits on every machine.
 */
export interface Random {
  /** Uniform in [0, 1): a multiple of 2⁻⁵³. */
  next(): number;
  /** Standard normal, by inversion: exactly one uniform number per draw. */
  normal(): number;
  /** Uniform integer in [0, n), without bias; n from 1 to 2³². */
  int(n: number): number;
  /**
   * An independent stream with a name of its own. It depends on this stream's seed and the name, not on
   * how much has been drawn, so that results do not depend on the order in which parts (or workers) run.
   */
  fork(name: string | number): Random;
}

/** Starts a stream from a seed: any string, or any finite number. */
export function seededRandom(seed: string | number): Random {
  return new Xoshiro128(expand([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef], `${typeof seed}:${seed}`));
}

/** A stream from the four words of xoshiro's state; at least one must not be 0. */
export function randomFromState(state: readonly [number, number, number, number]): Random {
  return new Xoshiro128(Uint32Array.from(state));
}

/**
 * xoshiro128** 1.1: 32-bit words only, so that JavaScript computes it exactly; period 2¹²⁸ − 1.
 *
 * Source: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021).
 */
class Xoshiro128 implements Random {
  readonly #seed: Uint32Array;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: Uint32Array) {
    this.#seed = seed;
    [this.#a, this.#b, this.#c, this.#d] = seed;
  }

  next(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 0x4000000 + low) * TWO_TO_MINUS_53;
  }

  normal(): number {
    // The middle of the interval that the uniform number stands for: never 0, never 1.
    return normalQuantile(this.next() + TWO_TO_MINUS_54);
  }

  int(n: number): number {
    // Words beyond the last whole multiple of n would favour the small results: drawn again.
    const limit = 0x100000000 - (0x100000000 % n);
    let word = this.#word();
    while (word >= limit) word = this.#word();
    return word % n;
  }

  fork(name: string | number): Random {
    return new Xoshiro128(expand(this.#seed, `${typeof name}:${name}`));
  }

  #word(): number {
    const result = imul(rotate(imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotate(this.#d, 11);
    return result;
  }
}

// Taken once: a look-up of the global in the hot loop is slow where the global object is watched, as under jest.
const imul = Math.imul;

const TWO_TO_MINUS_53 = 1.1102230246251565e-16;
const TWO_TO_MINUS_54 = 5.551115123125783e-17;

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** Mixes a name into four words: each character passes through all of them, then each word is finalised. */
function expand(words: ArrayLike<number>, name: string): Uint32Array {
  const state = Uint32Array.from(words);
  for (let i = 0; i < name.length; i++) {
    for (let k = 0; k < 4; k++) {
      state[k] = mix(state[k] ^ mix((name.charCodeAt(i) + imul(0x9e3779b9, k + 1)) ^ state[(k + 3) & 3]));
    }
  }
  for (let k = 0; k < 4; k++) state[k] = mix(state[k] + imul(0x9e3779b9, name.length + k + 1));
  // The one state that xoshiro cannot leave.
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return state;
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of x reaches every bit of the result. */
function mix(x: number): number {
  let h = x;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
