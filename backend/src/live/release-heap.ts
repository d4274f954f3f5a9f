import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back the memory that a warm start has left behind: history is fetched as text and objects many times the size of its
 * columns, and V8 by itself keeps the pages for another such rush, which does not come.
 */
export function releaseHeap(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
