import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Lane } from './lane.ts';
import { BAR_FIELDS } from './tape/fields.ts';
import { laneId } from './tape/tape.ts';

/** A hash function from bytes to 32 bytes. A server may pass its native SHA-256; the result is the same. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

/** A column as it goes into a digest. */
export interface DigestColumn {
  readonly name: string;
  readonly data: Float64Array;
}

/** The one bit pattern that stands for every NaN: others are not told apart by arithmetic and differ by engine. */
const NAN_BITS = [0x00000000, 0x7ff80000] as const;

const text = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0) & 0xff);

/**
 * Hash chain over rows: link[i] = SHA-256(link[i−1] ‖ row i), a row being its columns as little-endian float64, every
 * NaN with the same bits and −0 kept apart from 0. Two runs that agree on a link agree on every row before it, so
 * the first difference is found by bisection.
 *
 * link[−1] is the hash of the column names: other columns are another chain.
 */
export class DigestChain {
  readonly #columns: readonly DigestColumn[];
  readonly #hash: Hash;
  readonly #row: Uint8Array;
  readonly #view: DataView;
  #link: Uint8Array;
  #rows = 0;

  constructor(title: string, columns: readonly DigestColumn[], hash: Hash = sha256) {
    this.#columns = columns;
    this.#hash = hash;
    this.#row = new Uint8Array(8 * columns.length);
    this.#view = new DataView(this.#row.buffer);
    this.#link = hash(text(`${title}\n${columns.map((column) => column.name).join('\n')}`));
  }

  /** Rows hashed so far. */
  get rows(): number {
    return this.#rows;
  }

  /** The link after the last row hashed, as 64 hexadecimal digits. */
  get digest(): string {
    return bytesToHex(this.#link);
  }

  /** Hashes rows up to `to`, and hands the link after each `every`-th row to `checkpoint`. */
  advance(to: number, every = Infinity, checkpoint?: (rows: number, digest: string) => void): void {
    while (this.#rows < to) {
      this.#write(this.#rows);
      this.#link = this.#hash(concatBytes(this.#link, this.#row));
      this.#rows++;
      if (checkpoint && this.#rows % every === 0) checkpoint(this.#rows, this.digest);
    }
  }

  #write(i: number): void {
    const view = this.#view;
    for (let k = 0; k < this.#columns.length; k++) {
      const x = this.#columns[k].data[i];
      if (x === x) view.setFloat64(8 * k, x, true);
      else {
        view.setUint32(8 * k, NAN_BITS[0], true);
        view.setUint32(8 * k + 4, NAN_BITS[1], true);
      }
    }
  }
}

/** What a lane took in: open times and bar fields. */
export function inputColumns(lane: Lane): DigestColumn[] {
  const openTime = { name: 'openTime', data: lane.tape.openTime };
  return [openTime, ...BAR_FIELDS.map((name) => ({ name, data: lane.column(name).data }))];
}

/** What a lane said: metrics, signals and detector states, in the order of computing. */
export function outputColumns(lane: Lane): DigestColumn[] {
  return lane.columnNames().map((name) => ({ name, data: lane.column(name).data }));
}

/** Columns in the order in which they are hashed: by name, so that where a metric is registered changes no digest. */
export function inDigestOrder(columns: readonly DigestColumn[]): DigestColumn[] {
  return [...columns].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Digests of a computed lane: of its inputs, of its outputs, and of both. */
export interface LaneDigest {
  lane: string;
  rows: number;
  input: string;
  output: string;
}

export function digestLane(lane: Lane, hash: Hash = sha256): LaneDigest {
  const title = laneId(lane.key);
  const input = new DigestChain(title, inputColumns(lane), hash);
  const output = new DigestChain(title, inDigestOrder(outputColumns(lane)), hash);
  input.advance(lane.cursor);
  output.advance(lane.cursor);
  return { lane: title, rows: lane.cursor, input: input.digest, output: output.digest };
}

/** One digest over several, in the order given. */
export function combineDigests(digests: readonly string[], hash: Hash = sha256): string {
  return bytesToHex(hash(text(digests.join('\n'))));
}
