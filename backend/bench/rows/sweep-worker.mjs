import { parentPort, workerData } from 'node:worker_threads';
import { tapeOf } from '../market.mjs';
import { runnerOf, sumOf } from './sweep.mjs';

const tape = tapeOf(workerData);
let runner = runnerOf(tape);
parentPort.on('message', (piece) => {
  if (piece === 'anew') runner = runnerOf(tape);
  else if (piece.chain) parentPort.postMessage(chainOf(piece.chain));
  else parentPort.postMessage(sumOf(runner, piece));
});

function chainOf(steps) {
  let x = 1;
  for (let i = 0; i < steps; i++) x *= 1.000_000_001;
  return x;
}
