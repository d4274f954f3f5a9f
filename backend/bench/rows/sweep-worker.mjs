import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { tapeOf } from '../market.mjs';
import { SharedQueue } from '@hindcast/engine/sweep';
import { runnerOf, sumOf } from './sweep.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const tape = tapeOf(workerData);
const NUMBERS = new Float64Array(100_000).fill(1);
let runner = runnerOf(tape);
/** A runner that has run. As long as one is alive V8 keeps the code that has been compiled for its kind of objects. */
let kept;
parentPort.on('message', (piece) => {
  if (piece === 'anew') {
    kept ??= runner.walked > 0 ? runner : undefined;
    runner = runnerOf(tape);
  } else if (piece === 'ready') {
    collect({ type: 'minor' });
    parentPort.postMessage('ready');
  } else if (piece.queue) parentPort.postMessage(queued(piece));
  else if (piece.chain) parentPort.postMessage(chainOf(piece.chain));
  else if (piece.sums) parentPort.postMessage(sumsOf(piece.sums));
  else parentPort.postMessage(sumOf(runner, piece));
});

/** Takes pieces of a sweep until none is left, as a thread of the product does. */
function queued({ values, width, size, queue, thread }) {
  const left = new SharedQueue(queue);
  const total = { trades: 0, equity: 0 };
  for (let piece = left.take(thread); piece >= 0; piece = left.take(thread)) {
    const runs = Array.from({ length: size }, (_, k) => {
      const at = (piece * size + k) * width;
      return Array.from(values.subarray(at, at + width));
    });
    const sum = sumOf(runner, runs);
    total.trades += sum.trades;
    total.equity += sum.equity;
  }
  return total;
}

/** Additions that wait for nothing but the core's own parts: two threads reach twice one only where each has a core of its own. */
function sumsOf(turns) {
  let sum = 0;
  for (let k = 0; k < turns; k++)
    for (let i = 0; i + 3 < NUMBERS.length; i += 4)
      sum += NUMBERS[i] + NUMBERS[i + 1] + NUMBERS[i + 2] + NUMBERS[i + 3];
  return sum;
}

function chainOf(steps) {
  let x = 1;
  for (let i = 0; i < steps; i++) x *= 1.000_000_001;
  return x;
}
