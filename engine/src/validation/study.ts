import { VOLATILITY_REGIMES } from '../detectors/volatility-regime.ts';
import type { Market } from '../market.ts';
import type { Random } from '../numeric/random.ts';
import { baseRate, pooledBaseRate, type BaseRate } from '../statistics/base-rate.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { pooledPaths, type PathStep } from '../statistics/event-paths.ts';
import { judgeHorizon, movedVariance, type HorizonStudy } from '../statistics/event-study.ts';
import { HORIZONS } from '../statistics/forward-returns.ts';
import { pooledPermutationTest } from '../statistics/permutation.ts';
import type { Calibration } from '../statistics/reliability-curve.ts';
import { bestOf } from './best-horizon.ts';
import { decayOf, type Decay } from './decay.ts';
import {
  eventsOf,
  outcomesOf,
  REGIME_NOT_KNOWN,
  studyLanes,
  type Direction,
  type LaneEvents,
  type LaneOutcomes,
  type StudyLane,
} from './ground.ts';
import { splitEvents, SPLITS, type Group, type JudgedLane, type Split } from './groups.ts';
import { missingOf } from './missing.ts';
import { scoreCalibration } from './score-calibration.ts';
import type { Subject, SubjectKind } from './subjects.ts';
import { tierCurve, type StudiedTier, type TierCurve } from './tier-curve.ts';
import { verdictOf, type Verdict } from './verdict.ts';

export interface ValidationOptions {
  readonly random: Random;
  /** What a round trip costs, as a fraction: a forward return must exceed it to be a hit. */
  readonly costs: number;
  readonly horizons?: readonly number[];
  readonly direction?: Direction;
  /** Column whose value is the regime that base rates and permutations keep to. */
  readonly regime?: string;
  readonly replicates?: number;
  /** False discovery rate among what is called more than luck. */
  readonly rate?: number;
  /**
   * P-values of everything that was tried on these data before; NaN for what was tried without a p-value, which counts as a try that
   * found nothing.
   */
  readonly earlier?: ArrayLike<number>;
}

/** One horizon of one subject: the study and what is left of its p-values after correction. */
export interface JudgedHorizon extends HorizonStudy {
  readonly adjustedP: number;
  readonly adjustedReturnP: number;
}

export interface SubjectStudy {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly label: string;
  readonly direction: Direction;
  /** Events with a side, and occurrences that had none. */
  readonly events: number;
  readonly unsided: number;
  /** Where it never occurs: columns it reads that have no value on any bar, or what the recording lacks. */
  readonly missing: readonly string[];
  readonly horizons: readonly JudgedHorizon[];
  readonly verdict: Verdict;
  /** Mean path, excursions and band over the longest horizon. */
  readonly path: readonly PathStep[];
  /** Groups of events at the verdict's horizon. */
  readonly splits: Readonly<Record<Split, readonly Group[]>>;
  readonly decay: Decay;
  /** Confluence score against hits; null where no event has a score. */
  readonly calibration: Calibration | null;
}

export interface Validation {
  readonly subjects: readonly SubjectStudy[];
  /** Reliability curve of the tiers, one per horizon; none where fewer than two tiers were studied and occurred. */
  readonly tiers: readonly TierCurve[];
  /** Tests made here, tests of the ledger before, and all that the correction counted. */
  readonly tests: { readonly here: number; readonly earlier: number; readonly total: number };
  /** Stated false discovery rate. */
  readonly rate: number;
  /** One per test made here, for the ledger. */
  readonly pValues: readonly SubjectTest[];
}

/** The p-value of one test of a subject; NaN where it could not be made. */
export interface SubjectTest {
  readonly subject: string;
  readonly horizon: number;
  readonly measure: Verdict['measure'];
  readonly pValue: number;
}

/** What is known of subjects before they are judged by what else was tried. */
export interface StudiedSubjects {
  readonly lanes: readonly StudyLane[];
  readonly studied: readonly Studied[];
  readonly tiers: readonly TierCurve[];
  readonly pValues: readonly SubjectTest[];
}

/** Resamples of each horizon where the options say nothing. */
const REPLICATES = 500;

/** How far a validation is. */
export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  readonly detail: string;
}

interface Studied {
  readonly subject: Subject;
  readonly events: readonly LaneEvents[];
  readonly horizons: HorizonStudy[];
}

/**
 * Studies what followed each subject's occurrences on the lanes of a computed market, against what followed any bar of the same lane and
 * regime, and judges all of them together with everything that was tried before. Yields between steps, so that the caller can
 * show progress or stop; returns the validation.
 *
 * Lanes are pooled row by row: what happens on several lanes at once counts once. A subject is called more than luck when its smallest
 * p-value (hit rate or mean net return, any horizon) survives Benjamini–Hochberg over all tests, and its events moved to other
 * times of the same regimes do not do as well.
 */
export function* validate(
  market: Market,
  subjects: readonly Subject[],
  options: ValidationOptions,
): Generator<StudyProgress, Validation> {
  const studied = yield* studySubjects(market, subjects, options);
  return yield* judgeSubjects(studied, options);
}

/** The first half of {@link validate}: all that does not depend on what was tried before. */
export function* studySubjects(
  market: Market,
  subjects: readonly Subject[],
  options: Omit<ValidationOptions, 'earlier' | 'rate'>,
): Generator<StudyProgress, StudiedSubjects> {
  const { horizons = HORIZONS, direction = 'bias', regime = 'volatilityRegime', costs, random } = options;
  const lanes = studyLanes(market, regime);
  const studied: Studied[] = [];
  for (const subject of subjects) {
    studied.push({
      subject,
      events: lanes.map(({ lane }) => eventsOf(subject, market, lane, direction)),
      horizons: [],
    });
  }
  const curves: TierCurve[] = [];
  const total = subjects.length * (horizons.length + 1);
  let done = 0;
  for (const horizon of horizons) {
    const outcomes = lanes.map(({ prices }) => outcomesOf(prices, horizon, costs));
    const tiers: StudiedTier[] = [];
    for (const { subject, events, horizons: found } of studied) {
      const own = random.fork(subject.id);
      const { study, hits } = studyHorizon(lanes, events, outcomes, horizon, own, options);
      found.push(study);
      if (subject.tier) tiers.push({ tier: subject.tier, study, hits });
      yield { done: ++done, total, detail: `${subject.id} over ${horizon} bars` };
    }
    const { replicates = REPLICATES } = options;
    const curve = tierCurve(tiers, horizon, { random: random.fork(`tiers ${horizon}`), replicates });
    if (curve) curves.push(curve);
  }
  return { lanes, studied, tiers: curves, pValues: studied.flatMap(testsOf) };
}

/** The second half of {@link validate}; `options` are those of the first, and what was tried before. */
export function* judgeSubjects(
  { lanes, studied, tiers, pValues }: StudiedSubjects,
  options: ValidationOptions,
): Generator<StudyProgress, Validation> {
  const judged = judge(studied, pValues, options);
  const subjects: SubjectStudy[] = [];
  const total = studied.reduce((sum, { horizons }) => sum + horizons.length + 1, 0);
  for (let k = 0; k < studied.length; k++) {
    subjects.push(describe(lanes, studied[k], judged.horizons[k], judged.total, options));
    yield { done: total - studied.length + k + 1, total, detail: studied[k].subject.id };
  }
  const { here, earlier, total: tests, rate } = judged;
  return { subjects, tiers, tests: { here, earlier, total: tests }, rate, pValues };
}

function studyHorizon(
  lanes: readonly StudyLane[],
  events: readonly LaneEvents[],
  outcomes: readonly LaneOutcomes[],
  horizon: number,
  random: Random,
  options: ValidationOptions,
): { readonly study: HorizonStudy; readonly hits: BaseRate } {
  const pooled = (which: keyof LaneOutcomes) =>
    pooledBaseRate(lanes.map(({ regimes }, k) => baseRate(events[k], outcomes[k][which], horizon, regimes)));
  const { replicates = REPLICATES } = options;
  const bases = { hits: pooled('hits'), margins: pooled('margins'), gains: pooled('gains') };
  const moved = movedVariance(
    lanes.map(({ regimes }, k) => ({ events: events[k], outcomes: outcomes[k].hits, regimes })),
    horizon,
    random,
  );
  return { study: judgeHorizon(horizon, bases, moved, { random, replicates }), hits: bases.hits };
}

function testsOf({ subject, horizons }: Studied): SubjectTest[] {
  return horizons.flatMap(({ horizon, pValue, returnPValue }): SubjectTest[] => [
    { subject: subject.id, horizon, measure: 'hit rate', pValue },
    { subject: subject.id, horizon, measure: 'return', pValue: returnPValue },
  ]);
}

/** Corrects all p-values together, those of the ledger included. */
function judge(
  studied: readonly Studied[],
  pValues: readonly SubjectTest[],
  { earlier = [], rate = 0.05 }: ValidationOptions,
) {
  const before = Array.from(earlier, (p) => (p === p ? p : 1));
  const control = benjaminiHochberg([...pValues.map(({ pValue }) => pValue), ...before], rate);
  let at = 0;
  const horizons = studied.map((study) =>
    study.horizons.map((one): JudgedHorizon => {
      const adjusted = { adjustedP: control.adjusted[at], adjustedReturnP: control.adjusted[at + 1] };
      at += 2;
      return { ...one, ...adjusted };
    }),
  );
  const here = control.tested - before.length;
  return { horizons, here, earlier: before.length, total: control.tested, rate };
}

function describe(
  lanes: readonly StudyLane[],
  { subject, events }: Studied,
  horizons: readonly JudgedHorizon[],
  tries: number,
  options: ValidationOptions,
): SubjectStudy {
  const { costs, rate = 0.05, direction = 'bias', random } = options;
  const best = bestOf(horizons);
  const judged = lanes.map((at, k): JudgedLane => ({
    at,
    events: events[k],
    outcomes: outcomesOf(at.prices, best.study.horizon, costs),
  }));
  // What the correction has turned down needs no second opinion.
  const permutationP = best.adjusted <= rate ? permutationOf(subject, judged, best.measure, random) : NaN;
  const missing = events.some(({ rows, unsided }) => rows.length + unsided > 0)
    ? []
    : missingOf(
        lanes.map(({ lane }) => lane),
        subject.decisive ?? subject.columns,
      );
  const unsided = events.reduce((sum, lane) => sum + lane.unsided, 0);
  const longest = Math.max(...horizons.map(({ horizon }) => horizon));
  return {
    id: subject.id,
    kind: subject.kind,
    label: subject.label,
    direction,
    events: events.reduce((sum, { rows }) => sum + rows.length, 0),
    unsided,
    missing,
    horizons,
    verdict: verdictOf(best.study, best.measure, best.adjusted, permutationP, tries, rate, missing, unsided),
    path: pooledPaths(
      lanes.map(({ prices }, k) => ({ prices, events: events[k] })),
      longest,
    ),
    splits: splitsOf(judged, best.study.horizon, options),
    decay: decayOf(judged, best.study.horizon),
    calibration: scoreCalibration(judged, best.study.horizon),
  };
}

/** Chance that the same events at other times of the same regimes do as well. */
function permutationOf(
  subject: Subject,
  judged: readonly JudgedLane[],
  measure: Verdict['measure'],
  random: Random,
): number {
  const lanes = judged.map(({ at, events, outcomes }) => ({
    events,
    outcomes: measure === 'hit rate' ? outcomes.hits : outcomes.gains,
    regimes: at.regimes,
  }));
  const options = { random: random.fork(`permutation ${subject.id}`), replicates: 999 };
  return pooledPermutationTest(lanes, options).pValue;
}

function splitsOf(
  judged: readonly JudgedLane[],
  horizon: number,
  { regime = 'volatilityRegime' }: ValidationOptions,
): Record<Split, Group[]> {
  const word = (value: number): string =>
    value === REGIME_NOT_KNOWN
      ? 'not known'
      : regime === 'volatilityRegime'
        ? (VOLATILITY_REGIMES[value] ?? String(value))
        : String(value);
  return Object.fromEntries(SPLITS.map((by) => [by, splitEvents(judged, by, horizon, word)])) as Record<
    Split,
    Group[]
  >;
}
