import { parentPort, workerData } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import { DatasetStore, type StoreFolders } from '../datasets/index.ts';
import { runStudy, type StudyWork } from './study-work.ts';

/** A thread that runs one study and ends. It is told to stop by any message. */
if (parentPort) {
  const port = parentPort;
  const { folders, work } = workerData as { folders: StoreFolders; work: StudyWork };
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  runStudy(new DatasetStore(folders), work, {
    signal: stop.signal,
    onProgress: (progress) => port.postMessage({ progress }),
    onTrials: (trials) => port.postMessage({ trials }),
  })
    .then((result) => port.postMessage({ result }))
    .catch((error: unknown) => port.postMessage({ failure: described(error) }))
    .finally(() => port.close());
}

/** An error loses its class on the way. */
function described(error: unknown): object {
  if (error instanceof HindcastError) return error.toJSON();
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'UNEXPECTED',
    message: `Something unforeseen went wrong: ${text}`,
    action: 'Please report this.',
    place: {},
  };
}
