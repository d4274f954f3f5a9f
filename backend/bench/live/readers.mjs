import { LIST } from './market.mjs';
import { ask, startThread } from './threads.mjs';

/** Readers of the watch list, in a thread of their own. */
export class Readers {
  #worker;

  constructor(worker) {
    this.#worker = worker;
  }

  static async open(url, count) {
    return new Readers(await startThread('./reader-thread.mjs', { url, count, list: LIST }));
  }

  /** What they have heard since they were asked last: {reader, time, at}, `at` in ms of this machine's clock. */
  heard() {
    return ask(this.#worker, 'heard');
  }

  close() {
    this.#worker.postMessage('close');
  }
}
