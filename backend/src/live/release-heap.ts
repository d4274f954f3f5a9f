import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { type: 'minor' }) => void;
let collect: Collect | undefined;

/** V8's own collector, which a process that was not started for it has to be asked for. */
function collector(): Collect {
  if (collect) return collect;
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return collect;
}

/**
 * Gives back the memory that a warm start has left behind: history is fetched as text and objects many times the size of its
 * columns, and V8 by itself keeps the pages for another such rush, which does not come.
 */
export function releaseHeap(): void {
  collector()();
}

/** Takes away what was made lately and is not used any more: some milliseconds. */
export function collectYoung(): void {
  collector()({ type: 'minor' });
}
