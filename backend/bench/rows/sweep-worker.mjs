import { parentPort, workerData } from 'node:worker_threads';
import { tapeOf } from '../market.mjs';
import { SharedQueue } from '@hindcast/engine/sweep';
import { runnerOf, sumOf } from './sweep.mjs';

const tape = tapeOf(workerData);
let runner = runnerOf(tape);
parentPort.on('message', (piece) => {
  if (piece === 'anew') runner = runnerOf(tape);
  else if (piece === 'ready') parentPort.postMessage('ready');
  else if (piece.queue) parentPort.postMessage(queued(piece));
  else if (piece.chain) parentPort.postMessage(chainOf(piece.chain));
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

function chainOf(steps) {
  let x = 1;
  for (let i = 0; i < steps; i++) x *= 1.000_000_001;
  return x;
}
