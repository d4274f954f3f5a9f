import type { MetricsUpdate } from '@hindcast/engine/wire';

/** Binary parts that socket.io's parser takes in one message at most (`maxAttachments`): with more it ends the connection. */
const MOST_FRAMES = 10;

/**
 * An update as it is sent: in several messages, where it has more frames than one carries. All of them tell the state after it;
 * all but the last say that more follow, and have nothing but frames.
 */
export function partsOf(update: MetricsUpdate): MetricsUpdate[] {
  const { frames } = update;
  const parts: MetricsUpdate[] = [];
  const framesOnly: MetricsUpdate = { ...update, events: [], signals: [], trades: [], more: true };
  let from = 0;
  for (; frames.length - from > MOST_FRAMES; from += MOST_FRAMES) {
    parts.push({ ...framesOnly, frames: frames.slice(from, from + MOST_FRAMES) });
  }
  return [...parts, from === 0 ? update : { ...update, frames: frames.slice(from) }];
}
