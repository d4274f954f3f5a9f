import type { LaneKey } from '@hindcast/engine';
import { compileStrategy } from '@hindcast/engine/strategy';
import { expressionSubject, subjectsNamed } from '@hindcast/engine/validation';
import type { DatasetManifest, DatasetStore } from '../datasets/index.ts';
import { chooseLanes, readStrategy, wantedLanes } from '../simulation/run/index.ts';
import { trialsOf, type StudyWork, type SweepAsk, type TrialRequest, type WalkAsk } from './study-work.ts';
import type { Compile } from './sweep/strategy-source.ts';
import { sweepIdOf } from './sweep/sweep-identity.ts';
import { DEFAULT_TRIALS, settle, type Settled } from './sweep/sweep-settings.ts';
import { longestHolding } from './walk-forward/longest-holding.ts';
import { planOf, stepsOf } from './walk-forward/walk-forward-plan.ts';
import { TRIALS_PER_TRAINING } from './walk-forward/walk-forward-run.ts';

/**
 * Refuses at once what would only fail when its turn comes: an unknown dataset, lane or signal, a search that cannot be, a plan that the
 * recording does not carry.
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
  const { request } = work;
  const settled = settledOf(request, work.kind === 'sweep' ? DEFAULT_TRIALS : TRIALS_PER_TRAINING);
  const manifest = await store.manifest(request.dataset);
  searchedIn(manifest, request, settled);
  if (work.kind === 'walk') checkPlan(manifest, work.request, settled);
}

function checkPlan(manifest: DatasetManifest, request: WalkAsk, { settled, strategy, compile }: Asked): void {
  const { timeframe, traded } = chooseLanes(manifest, strategy, request);
  const plan = planOf(request, timeframe, longestHolding(settled.dimensions, compile));
  stepsOf(plan, traded, timeframe, 0);
}

/** What a sweep that is asked for over this dataset is known by. */
export function sweepIdOfAsk(manifest: DatasetManifest, request: SweepAsk): string {
  const settled = settledOf(request, DEFAULT_TRIALS);
  return sweepIdOf(settled.settled, searchedIn(manifest, request, settled));
}

interface Asked {
  readonly settled: Settled;
  readonly strategy: ReturnType<typeof compileStrategy>;
  readonly compile: Compile;
}

function settledOf(request: TrialRequest, trials: number): Asked {
  const { definition } = readStrategy(request.strategy);
  const compile: Compile = (params) => compileStrategy(definition, { params });
  return { settled: settle(trialsOf(request), compile, trials), strategy: compile({}), compile };
}

function searchedIn(manifest: DatasetManifest, request: TrialRequest, { strategy }: Asked) {
  const { traded } = chooseLanes(manifest, strategy, request);
  const lanes = traded.map(({ venue, symbol, timeframe }): LaneKey => ({ venue, symbol, timeframe }));
  return { digest: manifest.digest, strategy: strategy.hash, lanes };
}
