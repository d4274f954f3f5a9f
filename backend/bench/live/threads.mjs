import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread of readers that has connected. */
export async function startThread(file, workerData) {
  const worker = new Worker(new URL(file, import.meta.url), { workerData });
  await once(worker, 'message');
  return worker;
}

/** What a thread answers to a word. */
export async function ask(worker, word) {
  const answer = once(worker, 'message');
  worker.postMessage(word);
  const [message] = await answer;
  return message;
}
