import { HindcastError } from '@hindcast/engine';
import type { DatasetStore } from '../datasets/index.ts';
import type { RunInputs } from './dto/run.dto.ts';

/**
 * The name that the recording of a run has by now: the one it was asked for by, or, where that is gone or is another
 * recording, that of whichever has the recorded digest.
 *
 * @throws HindcastError RUN_DATASET_CHANGED, RUN_DATASET_NOT_FOUND
 */
export async function recordedDataset(
  store: DatasetStore,
  { dataset, datasetDigest }: Pick<RunInputs, 'dataset' | 'datasetDigest'>,
): Promise<string> {
  const here = (await store.list()).filter((entry) => 'manifest' in entry);
  const same = here.filter(({ manifest }) => manifest.digest === datasetDigest);
  const found = same.find(({ name }) => name === dataset) ?? same[0];
  if (found) return found.name;
  const named = here.some(({ name }) => name === dataset);
  throw new HindcastError(
    named ? 'RUN_DATASET_CHANGED' : 'RUN_DATASET_NOT_FOUND',
    named
      ? `The dataset "${dataset}" is not the one that the run was made on: that had the digest ${datasetDigest}.`
      : `The dataset "${dataset}" that the run was made on is not here any more, and none has its digest ${datasetDigest}.`,
    'Restore the recording with that digest, under whatever name, or start a new run.',
    { field: 'dataset' },
  );
}
