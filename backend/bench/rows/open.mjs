import { rm } from 'node:fs/promises';
import { duration, measureAsync, secondsAsync } from '../measure.mjs';
import { withRecording } from '../recording.mjs';

/** A million bars of twenty columns as a tape, from the column cache into memory that is used again. */
export function openWarm() {
  return withRecording(async (store) => {
    const dataset = await store.open('bench');
    const open = async () => store.openTape(dataset, dataset.manifest.lanes[0]);
    store.closeTape(await open());
    await store.settled();
    const run = () => timed(store, open);
    return duration('open.warm', await measureAsync(15, run));
  });
}

/** The same from Parquet, as the first time: without a cache. */
export function openFirst() {
  return withRecording(async (store, folders) => {
    const dataset = await store.open('bench');
    const open = async () => store.openTape(dataset, dataset.manifest.lanes[0]);
    const run = async () => {
      await rm(folders.cache, { recursive: true, force: true });
      return timed(store, open);
    };
    return duration('open.first', await measureAsync(7, run));
  });
}

async function timed(store, open) {
  let tape;
  const time = await secondsAsync(async () => (tape = await open()));
  if (tape.rows !== 1_000_000) throw new Error(`the tape has ${tape.rows} rows`);
  store.closeTape(tape);
  await store.settled();
  return time;
}
