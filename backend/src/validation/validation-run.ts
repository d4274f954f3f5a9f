import { setImmediate as nextTurn } from 'node:timers/promises';
import { HindcastError, Market, type LaneKey, type Tape } from '@hindcast/engine';
import { seededRandom } from '@hindcast/engine/testing';
import { HORIZONS } from '@hindcast/engine/statistics';
import {
  expressionSubject,
  judgeSubjects,
  knownSubjects,
  STUDY_COLUMNS,
  studySubjects,
  subjectsNamed,
  type Direction,
  type StudyProgress,
  type Subject,
  type SubjectTest,
  type Validation,
} from '@hindcast/engine/validation';
import type { DatasetStore } from '../datasets/index.ts';
import { wantedLanes, type LaneWish } from '../simulation/run/index.ts';
import { VERSION } from '../version.ts';
import { earlierPValues, trialKey, TrialLedger, type Trial } from './trial-ledger.ts';

/** What to validate, and how strictly. */
export interface ValidationRequest extends LaneWish {
  readonly dataset: string;
  /** Names of known signals, tiers and detector events; all of them when neither these nor expressions are given. */
  readonly signals?: readonly string[];
  readonly expressions?: readonly string[];
  /** What a round trip costs, basis points. */
  readonly costsBps?: number;
  readonly direction?: Direction;
  /** Bars after an occurrence that are looked at, each once; those of SPEC §7 by default. */
  readonly horizons?: readonly number[];
  /** '1' by default; a number is its digits, as it reads in a report and on the command line. */
  readonly seed?: string | number;
  readonly replicates?: number;
  /** Stated false discovery rate. */
  readonly rate?: number;
}

export interface ValidationReport extends Validation {
  readonly dataset: { readonly name: string; readonly digest: string; readonly simulated: boolean };
  readonly lanes: readonly LaneKey[];
  readonly range: { readonly from: number; readonly to: number; readonly rows: number };
  readonly options: {
    readonly costsBps: number;
    readonly direction: Direction;
    readonly horizons: readonly number[];
    readonly seed: string;
    readonly replicates: number;
    readonly regime: string;
  };
  readonly engineVersion: string;
}

/** What is handed out: the p-values of the ledger are in the horizons already. */
export type ValidationDocument = Omit<ValidationReport, 'pValues'>;

/** The document of `hindcast validate --json`, and of a validation over HTTP. */
export function validationDocument({ pValues: _, ...document }: ValidationReport): ValidationDocument {
  return document;
}

export interface ValidationHooks {
  onProgress?: (progress: StudyProgress) => void;
  signal?: AbortSignal;
}

/** A taker fee of 5 bps and one of slippage, each way: what the broker charges by default. */
export const DEFAULT_COSTS_BPS = 12;
/** Each horizon is two more tests that everything is corrected for, and a pass over every signal. */
export const MOST_HORIZONS = 16;
export const LONGEST_HORIZON = 10_000;
const DEFAULT_REPLICATES = 500;
const DEFAULT_SEED = '1';
const REGIME = 'volatilityRegime';
const SLICE = 8_192;

/**
 * Studies signals and expressions over a recorded dataset and judges them together with everything that was tried on it before;
 * writes what was tried now into the ledger.
 *
 * @throws HindcastError DATASET_UNKNOWN, LANE_UNKNOWN, SUBJECT_UNKNOWN, EXPRESSION_…, INTERRUPTED
 */
export async function runValidation(
  store: DatasetStore,
  request: ValidationRequest,
  hooks: ValidationHooks = {},
): Promise<ValidationReport> {
  const subjects = subjectsOf(request);
  const { costsBps = DEFAULT_COSTS_BPS, direction = 'bias', replicates = DEFAULT_REPLICATES } = request;
  // A stream of the number 1 is another one than that of the text '1', and both would read "seed 1".
  const seed = String(request.seed ?? DEFAULT_SEED);
  const asked = request.horizons && [...request.horizons].sort((a, b) => a - b);
  const horizons = asked ?? HORIZONS;
  const dataset = await store.open(request.dataset);
  const { wanted } = wantedLanes(dataset.manifest, request);
  const lanes = wanted.map(({ venue, symbol, timeframe }): LaneKey => ({ venue, symbol, timeframe }));
  // Other horizons are another try; the usual ones are not, spelt out or not.
  const looked = String(horizons) === String(HORIZONS) ? {} : { horizons };
  const common = { direction, costsBps, lanes, regime: REGIME, ...looked };
  const ledger = TrialLedger.beside(store.folders);
  const keys = new Map(subjects.map(({ id }) => [id, trialKey({ ...common, validate: id })]));
  const tapes: Tape[] = [];
  try {
    for (const lane of wanted) tapes.push(await store.openTape(dataset, lane));
    const market = await compute(tapes, subjects, hooks);
    const options = {
      random: seededRandom(seed),
      costs: costsBps / 10_000,
      horizons,
      direction,
      regime: REGIME,
      replicates,
      rate: request.rate,
    };
    const studied = await drive(studySubjects(market, subjects, options), hooks, interrupted);
    // Written down before it is judged by what stands there: of two that are tried at once each is counted against the other.
    await ledger.append(
      dataset.digest,
      subjects.map(({ id }) => trialOf(id, keys.get(id)!, studied.pValues)),
    );
    const earlier = earlierPValues(await ledger.read(dataset.digest), new Set(keys.values()));
    const found = await drive(judgeSubjects(studied, { ...options, earlier }), hooks, interruptedLate);
    const { tape } = market.lanes[0];
    return {
      dataset: { name: dataset.name, digest: dataset.digest, simulated: dataset.manifest.simulated },
      lanes,
      range: { from: tape.openTime[0], to: tape.closeTime(market.cursor - 1), rows: market.cursor },
      options: { costsBps, direction, horizons, seed, replicates, regime: REGIME },
      engineVersion: VERSION,
      ...found,
    };
  } finally {
    for (const tape of tapes) store.closeTape(tape);
  }
}

function subjectsOf({ signals = [], expressions = [] }: ValidationRequest): Subject[] {
  if (signals.length === 0 && expressions.length === 0) return knownSubjects();
  const all = [...subjectsNamed(signals), ...expressions.map(expressionSubject)];
  return all.filter(({ id }, k) => all.findIndex((other) => other.id === id) === k);
}

/** Detectors and pairs are computed only where somebody asks for them. */
async function compute(
  tapes: readonly Tape[],
  subjects: readonly Subject[],
  { onProgress, signal }: ValidationHooks,
): Promise<Market> {
  const pairs = subjects.some(({ id }) => id === 'CORRELATION_BREAK');
  const needed = [...STUDY_COLUMNS, REGIME, ...subjects.flatMap(({ columns }) => columns)];
  const market = new Market(tapes, pairs ? {} : { metrics: [...new Set(needed)], pairs: false });
  while (market.cursor < market.rows) {
    if (signal?.aborted) throw interrupted();
    market.advance(Math.min(market.rows, market.cursor + SLICE));
    onProgress?.({ done: market.cursor, total: market.rows, detail: 'computing' });
    await nextTurn();
  }
  return market;
}

/** @param stopped what is thrown where it is interrupted */
async function drive<Result>(
  steps: Generator<StudyProgress, Result>,
  { onProgress, signal }: ValidationHooks,
  stopped: () => HindcastError,
): Promise<Result> {
  for (;;) {
    if (signal?.aborted) throw stopped();
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await nextTurn();
  }
}

function trialOf(id: string, key: string, pValues: readonly SubjectTest[]): Trial {
  const own = pValues.filter(({ subject }) => subject === id);
  return {
    key,
    kind: 'validate',
    what: id,
    trials: 1,
    pValues: own.map(({ pValue }) => (pValue === pValue ? pValue : null)),
    sharpe: null,
    sharpeVariance: null,
  };
}

export function interrupted(): HindcastError {
  return new HindcastError(
    'INTERRUPTED',
    'Interrupted: nothing was written down.',
    'Start it again when you like.',
  );
}

function interruptedLate(): HindcastError {
  return new HindcastError(
    'INTERRUPTED',
    'Interrupted: what was tried stands in the ledger, nothing else was written down.',
    'Start it again when you like: the same thing tried again does not count twice.',
  );
}
