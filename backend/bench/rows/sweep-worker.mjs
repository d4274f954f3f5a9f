import { parentPort, workerData } from 'node:worker_threads';
import { tapeOf } from '../market.mjs';
import { sweep } from './sweep.mjs';

const tape = tapeOf(workerData);
parentPort.on('message', (grid) => parentPort.postMessage(sweep(tape, grid)));
