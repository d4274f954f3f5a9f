import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import type { Dataset } from '../dataset-store.ts';
import type { RecordingManifest } from '../manifest.ts';
import { parseDecisions, readArrivals } from './arrivals-file.ts';
import type { BarRevision, Decision, Holding, RecordedRevisions, RevisionQuery } from './revisions.ts';

/** The revisions that a recorded dataset has kept: what was known at any moment can be told again without the database. */
export class DatasetRevisions implements RecordedRevisions {
  readonly #dataset: Dataset;
  readonly #recording: RecordingManifest;

  /** Throws DATASET_NO_ARRIVALS for a dataset that was not recorded live. */
  constructor(dataset: Dataset) {
    const { recording } = dataset.manifest;
    if (!recording) {
      throw new HindcastError(
        'DATASET_NO_ARRIVALS',
        `"${dataset.name}" was not recorded live: it does not know when its bars were known.`,
        'Only datasets made by hindcast record can be told again.',
        { field: 'dataset' },
      );
    }
    this.#dataset = dataset;
    this.#recording = recording;
  }

  holdings(): Promise<Holding[]> {
    const { venues, symbols, timeframes, range } = this.#dataset.manifest;
    const [timeframe] = timeframes;
    return Promise.resolve([{ market: this.#recording.market, timeframe, venues, symbols, range }]);
  }

  async decisions({ from, to }: RevisionQuery): Promise<Decision[]> {
    const text = await readFile(join(this.#dataset.folder, this.#recording.arrivals[1]), 'utf8');
    const all = parseDecisions(text);
    // The decision after the last bar tells what that bar was warmed with.
    const next = all.find(({ openTime }) => openTime >= to);
    return [...all.filter(({ openTime }) => openTime >= from && openTime < to), ...(next ? [next] : [])];
  }

  async *revisions({ from, to, venues, symbols }: RevisionQuery): AsyncGenerator<BarRevision> {
    const path = join(this.#dataset.folder, this.#recording.arrivals[0]);
    for await (const revision of readArrivals(path, from, to)) {
      if (venues && !venues.includes(revision.venue)) continue;
      if (symbols && !symbols.includes(revision.symbol)) continue;
      yield revision;
    }
  }
}
