import type { Random } from '../numeric/random.ts';
import { log } from '../numeric/log.ts';
import { requireBetween, type Sample } from './sample.ts';

const floor = Math.floor;

/**
 * Draws stationary-bootstrap resamples of several columns at once (the same rows of each) and yields only their sums.
 *
 * A resample is a chain of blocks with geometrically distributed lengths, each starting anywhere and wrapping around the
 * end. The sum over a block is a difference of two prefix sums, so that a resample costs as many steps as it has blocks, not
 * as many as it has rows.
 */
export class BlockResampler {
  readonly rows: number;
  /** Row by row, the columns side by side: a block touches two rows. */
  readonly #prefixes: Float64Array;
  readonly #random: Random;
  readonly #logStay: number;

  /**
   * @param columns finite, of one length; not kept
   * @param blockLength mean length of a block in rows, ≥ 1
   * @throws HindcastError STATISTICS_SETTING for a block length outside 1 … rows
   */
  constructor(columns: readonly Sample[], blockLength: number, random: Random) {
    this.rows = columns[0].length;
    requireBetween(blockLength, 1, Math.max(1, this.rows), 'blockLength');
    this.#prefixes = prefixSums(columns);
    this.#random = random;
    this.#logStay = logStay(blockLength);
  }

  /** Writes the sum of each column over one new resample of `rows` rows. */
  draw(into: Float64Array): void {
    const { rows } = this;
    into.fill(0);
    for (let left = rows; left > 0;) {
      const start = this.#random.int(rows);
      const block = blockOf(this.#logStay, this.#random);
      const length = block < left ? block : left;
      this.#addBlock(into, start, length);
      left -= length;
    }
  }

  #addBlock(into: Float64Array, start: number, length: number): void {
    const { rows } = this;
    const prefixes = this.#prefixes;
    const columns = into.length;
    const from = start * columns;
    const end = start + length;
    if (end <= rows) {
      const to = end * columns;
      for (let k = 0; k < columns; k++) into[k] += prefixes[to + k] - prefixes[from + k];
      return;
    }
    const last = rows * columns;
    const to = (end - rows) * columns;
    for (let k = 0; k < columns; k++) into[k] += prefixes[last + k] - prefixes[from + k] + prefixes[to + k];
  }
}

/**
 * Fills `into` with the row indices of one stationary-bootstrap resample of rows 0 … `rows` − 1.
 *
 * @param blockLength mean length of a block in rows, ≥ 1
 */
export function stationaryIndices(into: Int32Array, rows: number, blockLength: number, random: Random): void {
  const stay = logStay(blockLength);
  for (let i = 0; i < into.length;) {
    let row = random.int(rows);
    for (let left = blockOf(stay, random); left > 0 && i < into.length; left--) {
      into[i++] = row;
      row = row + 1 === rows ? 0 : row + 1;
    }
  }
}

/** Logarithm of the probability that a block goes on for another row. */
function logStay(blockLength: number): number {
  return log(1 - 1 / blockLength);
}

/** A geometric length of mean 1/(1 − e^logStay), by inversion; 1 where blocks never go on. */
function blockOf(logStay: number, random: Random): number {
  if (logStay < -700) return 1;
  return 1 + floor(log(1 - random.next()) / logStay);
}

function prefixSums(columns: readonly Sample[]): Float64Array {
  const count = columns.length;
  const out = new Float64Array((columns[0].length + 1) * count);
  columns.forEach((column, k) => {
    for (let i = 0; i < column.length; i++) out[(i + 1) * count + k] = out[i * count + k] + column[i];
  });
  return out;
}
