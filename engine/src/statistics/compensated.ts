/** 2²⁷ + 1: splits a double into two halves whose products are exact. */
const SPLITTER = 134217729;

/**
 * Sum of products as if computed with twice the digits, rounded once: a residual is the small difference of large numbers.
 *
 * Source: T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005), Dot2.
 */
export class PreciseSum {
  #sum = 0;
  #error = 0;

  add(a: number, b = 1): this {
    const product = a * b;
    const ah = highPart(a);
    const bh = highPart(b);
    const al = a - ah;
    const bl = b - bh;
    const next = this.#sum + product;
    const back = next - this.#sum;
    this.#error += this.#sum - (next - back) + (product - back);
    this.#error += al * bl - (product - ah * bh - al * bh - ah * bl);
    this.#sum = next;
    return this;
  }

  get value(): number {
    return this.#sum + this.#error;
  }
}

function highPart(x: number): number {
  const c = SPLITTER * x;
  return c - (c - x);
}
