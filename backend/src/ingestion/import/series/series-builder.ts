import type { AsOfSeries, BarField } from '@hindcast/engine';
import { describeTime } from '../../../datasets/index.ts';
import { inputError } from '../import-error.ts';
import { NumberList } from './number-list.ts';

/** A value of a series with where it was found. */
export interface SeriesPoint {
  /** Stamp + lag, UTC ms. */
  availableAt: number;
  value: number;
  maxAge: number;
  /** Whether it is used only where no other value has its time. */
  fallback?: boolean;
  file: string;
  row: number;
}

/**
 * Collects the values of one field out of any number of files, in any order. A value that several files have
 * is kept once; two different values for one time are an error. Missing values are left out: what was not
 * published does not replace what was.
 */
export class SeriesBuilder {
  readonly field: BarField;
  /** Values that were found more than once. */
  repeated = 0;
  /** Two stamps as close as this are one event (settlements are stamped some milliseconds apart). */
  readonly #tolerance: number;
  readonly #availableAt = new NumberList();
  readonly #values = new NumberList();
  readonly #maxAge = new NumberList();
  readonly #rows = new NumberList();
  readonly #file = new NumberList();
  readonly #fallback = new NumberList();
  readonly #files: string[] = [];
  #sorted = true;

  constructor(field: BarField, tolerance = 0) {
    this.field = field;
    this.#tolerance = tolerance;
  }

  add(point: SeriesPoint): void {
    if (point.value !== point.value) return;
    const n = this.#availableAt.length;
    if (n > 0 && point.availableAt <= this.#availableAt.at(n - 1) + this.#tolerance) this.#sorted = false;
    if (this.#files.at(-1) !== point.file) this.#files.push(point.file);
    this.#availableAt.push(point.availableAt);
    this.#values.push(point.value);
    this.#maxAge.push(point.maxAge);
    this.#rows.push(point.row);
    this.#file.push(this.#files.length - 1);
    this.#fallback.push(point.fallback ? 1 : 0);
  }

  build(): AsOfSeries | undefined {
    if (this.#availableAt.length === 0) return undefined;
    const order = this.#sorted ? undefined : this.#distinctInOrder();
    return {
      availableAt: this.#availableAt.toArray(order),
      values: this.#values.toArray(order),
      maxAge: this.#maxAge.toArray(order),
    };
  }

  #distinctInOrder(): Uint32Array {
    const times = this.#availableAt;
    const order = Uint32Array.from({ length: times.length }, (_, i) => i);
    // The index decides between equal times: the sort must give one order only.
    const rank = this.#fallback;
    order.sort((a, b) => times.at(a) - times.at(b) || rank.at(a) - rank.at(b) || a - b);
    let kept = 0;
    for (const i of order) {
      const before = kept > 0 ? order[kept - 1] : -1;
      if (before >= 0 && times.at(i) - times.at(before) <= this.#tolerance) {
        const differs = this.#values.at(i) !== this.#values.at(before);
        if (differs && rank.at(i) === 0 && rank.at(before) === 0) throw this.#conflict(before, i);
        this.repeated++;
      } else order[kept++] = i;
    }
    return order.subarray(0, kept);
  }

  #conflict(a: number, b: number): Error {
    const place = (i: number): { file: string; row: number } => ({
      file: this.#files[this.#file.at(i)],
      row: this.#rows.at(i),
    });
    const first = place(a);
    return inputError(
      'IMPORT_CONFLICT',
      { ...place(b), column: this.field },
      `${this.field} at ${describeTime(this.#availableAt.at(b))} is ${this.#values.at(b)}, but ${first.file}, row ${first.row} has ${this.#values.at(a)}.`,
      'Leave one of the two files out, or say in a recipe which one to use.',
    );
  }
}
