import { parentPort, workerData } from 'node:worker_threads';
import { scanAll, type ScanWork } from './scan-work.ts';

/** A thread that scans pairs until none is left, and ends. */
if (parentPort) {
  const port = parentPort;
  scanAll(workerData as ScanWork, (scanned) => port.postMessage(scanned));
}
