import { appendFile, open } from 'node:fs/promises';
import type { Batch } from '../batch.ts';

/**
 * A symbol's rows of a table that holds many symbols, set aside in a file: blocks of one number of rows, then
 * the times, the lines and each column, as raw float64.
 */
export class Spool {
  readonly path: string;
  readonly #columns: number;

  constructor(path: string, columns: number) {
    this.path = path;
    this.#columns = columns;
  }

  async append(batches: readonly Batch[]): Promise<void> {
    const blocks = batches.filter(({ rows }) => rows > 0).map((batch) => this.#block(batch));
    if (blocks.length > 0) await appendFile(this.path, Buffer.concat(blocks));
  }

  async *read(): AsyncGenerator<Batch> {
    const file = await open(this.path, 'r');
    try {
      for (let at = 0; ;) {
        const head = Buffer.alloc(8);
        if ((await file.read(head, 0, 8, at)).bytesRead < 8) return;
        const rows = head.readDoubleLE(0);
        const block = new Float64Array(rows * (this.#columns + 2));
        await file.read(new Uint8Array(block.buffer), 0, block.byteLength, at + 8);
        at += 8 + block.byteLength;
        const column = (k: number): Float64Array => block.subarray(k * rows, (k + 1) * rows);
        const values = Array.from({ length: this.#columns }, (_, k) => column(k + 2));
        yield { rows, time: column(0), line: Int32Array.from(column(1)), values };
      }
    } finally {
      await file.close();
    }
  }

  #block({ rows, time, line, values }: Batch): Buffer {
    const block = new Float64Array(1 + rows * (this.#columns + 2));
    block[0] = rows;
    block.set(time.subarray(0, rows), 1);
    block.set(Float64Array.from(line.subarray(0, rows)), 1 + rows);
    values.forEach((column, k) => block.set(column.subarray(0, rows), 1 + (k + 2) * rows));
    return Buffer.from(block.buffer);
  }
}
