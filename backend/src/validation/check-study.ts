import type { LaneKey } from '@hindcast/engine';
import { compileStrategy } from '@hindcast/engine/strategy';
import { expressionSubject, subjectsNamed } from '@hindcast/engine/validation';
import type { DatasetManifest, DatasetStore } from '../datasets/index.ts';
import { chooseLanes, readStrategy, wantedLanes } from '../simulation/run/index.ts';
import { trialsOf, type StudyWork, type SweepAsk, type TrialRequest } from './study-work.ts';
import { sweepIdOf } from './sweep/sweep-identity.ts';
import { DEFAULT_TRIALS, settle, type Settled } from './sweep/sweep-settings.ts';
import { TRIALS_PER_TRAINING } from './walk-forward/walk-forward-run.ts';

/**
 * Refuses at once what would only fail when its turn comes: an unknown dataset, lane or signal, a search that cannot be.
 *
 * @throws HindcastError as the study would
 */
export async function checkStudy(store: DatasetStore, work: StudyWork): Promise<void> {
  if (work.kind === 'validation') {
    const { signals = [], expressions = [], dataset } = work.request;
    subjectsNamed(signals);
    expressions.forEach(expressionSubject);
    wantedLanes(await store.manifest(dataset), work.request);
    return;
  }
  const { request, kind } = work;
  const settled = settledOf(request, kind === 'sweep' ? DEFAULT_TRIALS : TRIALS_PER_TRAINING);
  searchedIn(await store.manifest(request.dataset), request, settled);
}

/** What a sweep that is asked for over this dataset is known by. */
export function sweepIdOfAsk(manifest: DatasetManifest, request: SweepAsk): string {
  const settled = settledOf(request, DEFAULT_TRIALS);
  return sweepIdOf(settled.settled, searchedIn(manifest, request, settled));
}

interface Asked {
  readonly settled: Settled;
  readonly strategy: ReturnType<typeof compileStrategy>;
}

function settledOf(request: TrialRequest, trials: number): Asked {
  const { definition } = readStrategy(request.strategy);
  const compile = (params: Readonly<Record<string, number>>) => compileStrategy(definition, { params });
  return { settled: settle(trialsOf(request), compile, trials), strategy: compile({}) };
}

function searchedIn(manifest: DatasetManifest, request: TrialRequest, { strategy }: Asked) {
  const { traded } = chooseLanes(manifest, strategy, request);
  const lanes = traded.map(({ venue, symbol, timeframe }): LaneKey => ({ venue, symbol, timeframe }));
  return { digest: manifest.digest, strategy: strategy.hash, lanes };
}
