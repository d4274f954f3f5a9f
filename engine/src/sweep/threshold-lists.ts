/** How a column is compared with a limit. */
export type Comparison = 'lt' | 'le' | 'gt' | 'ge';

/** A list is kept where it is so much shorter than the one it was found in, and so much longer than the next that is kept. */
const STEP = 0.8;

/** Rows at which a comparison holds, and what it is compared with. */
interface Rung {
  readonly limit: number;
  readonly rows: Int32Array;
}

/**
 * Rows at which one column is below (or above) a limit, for any limit. Where it is below 3 it is below 5 too: what is asked for is
 * looked for among the rows of the nearest wider limit that is known, instead of in the whole column. A search that draws every limit
 * only once reads a few thousand values each time in place of all. What is kept thins out geometrically, whatever is asked.
 */
export class ThresholdLists {
  readonly #data: Float64Array;
  readonly #back: number;
  readonly #name: Comparison;
  readonly #rows: number;
  /** From the widest to the narrowest. */
  readonly #rungs: Rung[] = [];

  /** @param back rows by which the value that is compared lies before the row it is asked for */
  constructor(data: Float64Array, back: number, name: Comparison, rows: number) {
    this.#data = data;
    this.#back = back;
    this.#name = name;
    this.#rows = rows;
  }

  /** Writes the rows at which the comparison holds into `out`, in order; how many they are. A limit that is NaN holds nowhere. */
  find(limit: number, out: Int32Array): number {
    const wider = this.#widerThan(limit);
    const rung = this.#rungs[wider - 1];
    if (rung?.limit === limit) {
      out.set(rung.rows);
      return rung.rows.length;
    }
    const count = rung
      ? FILTER[this.#name](this.#data, this.#back, limit, rung.rows, rung.rows.length, out)
      : SCAN[this.#name](this.#data, this.#back, limit, this.#rows, out);
    const narrower = this.#rungs[wider];
    const apart = !narrower || narrower.rows.length < STEP * count;
    if (limit === limit && count < STEP * (rung?.rows.length ?? Infinity) && apart)
      this.#rungs.splice(wider, 0, { limit, rows: out.slice(0, count) });
    return count;
  }

  /** How many of the lists that are kept are of limits as wide as this one or wider. */
  #widerThan(limit: number): number {
    const below = this.#name === 'lt' || this.#name === 'le';
    const rungs = this.#rungs;
    let k = 0;
    while (k < rungs.length && (below ? rungs[k].limit >= limit : rungs[k].limit <= limit)) k++;
    return k;
  }
}

/** Which of the first `count` rows of a list a comparison holds at; `found` may be the list itself. */
export function filterRows(
  name: Comparison,
  data: Float64Array,
  back: number,
  limit: number,
  list: Int32Array,
  count: number,
  found: Int32Array,
): number {
  return FILTER[name](data, back, limit, list, count, found);
}

/**
 * For each row the first from it on at which a comparison holds, `rows` where there is none: read from the column itself, backward, without
 * a list of the rows in between.
 *
 * @param next one place more than there are rows; all of them are written
 */
export function nextRows(
  name: Comparison,
  data: Float64Array,
  back: number,
  limit: number,
  rows: number,
  next: Int32Array,
): Int32Array {
  const from = Math.min(back, rows);
  next[rows] = rows;
  NEXT[name](data, back, limit, rows, next);
  return next.fill(next[from], 0, from);
}

type Scan = (data: Float64Array, back: number, limit: number, rows: number, found: Int32Array) => number;
type Next = (data: Float64Array, back: number, limit: number, rows: number, next: Int32Array) => void;
type Filter = (
  data: Float64Array,
  back: number,
  limit: number,
  list: Int32Array,
  length: number,
  found: Int32Array,
) => number;

/* Written out one by one, as in operations.ts: each loop is compiled for its own comparison. Adding the outcome of the
 * comparison instead of branching on it costs the same whether it is rare or common: as `Number(…)`, since `… ? 1 : 0` is a branch. */
const SCAN: Record<Comparison, Scan> = {
  lt: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += Number(data[i - back] < limit);
    }
    return count;
  },
  le: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += Number(data[i - back] <= limit);
    }
    return count;
  },
  gt: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += Number(data[i - back] > limit);
    }
    return count;
  },
  ge: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += Number(data[i - back] >= limit);
    }
    return count;
  },
};

const FILTER: Record<Comparison, Filter> = {
  lt: (data, back, limit, list, length, found) => {
    let count = 0;
    for (let k = 0; k < length; k++) {
      const row = list[k];
      found[count] = row;
      count += Number(data[row - back] < limit);
    }
    return count;
  },
  le: (data, back, limit, list, length, found) => {
    let count = 0;
    for (let k = 0; k < length; k++) {
      const row = list[k];
      found[count] = row;
      count += Number(data[row - back] <= limit);
    }
    return count;
  },
  gt: (data, back, limit, list, length, found) => {
    let count = 0;
    for (let k = 0; k < length; k++) {
      const row = list[k];
      found[count] = row;
      count += Number(data[row - back] > limit);
    }
    return count;
  },
  ge: (data, back, limit, list, length, found) => {
    let count = 0;
    for (let k = 0; k < length; k++) {
      const row = list[k];
      found[count] = row;
      count += Number(data[row - back] >= limit);
    }
    return count;
  },
};

/* The row where it holds, the one from before where it does not, by a mask: where a condition begins and ends cannot be foretold. */
const NEXT: Record<Comparison, Next> = {
  lt: (data, back, limit, rows, next) => {
    let ahead = rows;
    for (let i = rows - 1; i >= back; i--) {
      ahead ^= (ahead ^ i) & -Number(data[i - back] < limit);
      next[i] = ahead;
    }
  },
  le: (data, back, limit, rows, next) => {
    let ahead = rows;
    for (let i = rows - 1; i >= back; i--) {
      ahead ^= (ahead ^ i) & -Number(data[i - back] <= limit);
      next[i] = ahead;
    }
  },
  gt: (data, back, limit, rows, next) => {
    let ahead = rows;
    for (let i = rows - 1; i >= back; i--) {
      ahead ^= (ahead ^ i) & -Number(data[i - back] > limit);
      next[i] = ahead;
    }
  },
  ge: (data, back, limit, rows, next) => {
    let ahead = rows;
    for (let i = rows - 1; i >= back; i--) {
      ahead ^= (ahead ^ i) & -Number(data[i - back] >= limit);
      next[i] = ahead;
    }
  },
};
