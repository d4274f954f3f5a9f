import {
  analysePair,
  HEDGE_METHODS,
  PAIR_COLUMNS,
  unfitPair,
  type HedgeMethod,
  type PairAnalysis,
  type PairConfig,
} from '@hindcast/engine/pairs';
import type { Answer } from '@hindcast/engine/statistics';
import type { AlignedCloses } from './close-series.ts';
import { chosenRows } from './chosen-rows.ts';
import type {
  AnalysedLegDto,
  MethodFitDto,
  PairAnalysisDto,
  PairNowDto,
  PairSeriesDto,
  RollingHedgeDto,
} from './dto/pair-analysis.dto.ts';
import { describedConfig, type AnalysisSettings } from './pair-settings.ts';
import type { RollingPair } from './rolling-pair.ts';
import { pairStrategy } from './strategy-text.ts';
import { zSignals } from './z-signals.ts';

/** Which part of a pair is looked at. */
export interface PairRange {
  /** Rows that open at this time or later. */
  readonly from?: number;
  /** Rows that had closed by this time. */
  readonly until?: number;
  /** Of those the newest so many. */
  readonly bars?: number;
}

const MOST_SIGNALS = 1_000;
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Rows [first, end) of a range. */
export function rowsIn(
  aligned: AlignedCloses,
  { from, until, bars = Infinity }: PairRange,
): { first: number; end: number } {
  const { times, y } = aligned;
  const first = from === undefined ? 0 : bisect(times, from);
  const end = until === undefined ? times.length : bisect(times, until - y.timeframeMs + 0.5);
  return { first: Math.min(Math.max(first, end - bars), end), end };
}

/** First index whose value is not below `value`. */
function bisect(times: Float64Array, value: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What has been found out about a pair over a range, as it is told to a page, a program or a terminal. */
export type PairDocument = Omit<PairAnalysisDto, 'source' | 'dataset'>;

/**
 * Whole-sample fits by all three methods over the rows of a range, the rolling columns in it, and a verdict. Nothing after the range is
 * looked at. Whatever is degenerate gets a sentence.
 *
 * @param points most rows of the series
 */
export function pairReport(
  rolling: RollingPair,
  settings: AnalysisSettings,
  config: PairConfig,
  range: PairRange,
  points: number,
): PairDocument {
  const { aligned, lanes } = rolling;
  const { first, end } = rowsIn(aligned, range);
  const lane = lanes[config.method];
  const rows = end > first ? chosenRows(lane.columns.z.data, first, end, points) : [];
  const methods = methodsOver(aligned, first, end, config);
  const chosen = methods.find(({ method }) => method === config.method)!;
  const closeOf = (row: number): number => aligned.times[row] + aligned.y.timeframeMs;
  const signals = zSignals(lane.columns.z.data, first, end, settings, closeOf);
  const problem = methods.every((one) => one.problem !== null) ? chosen.problem : null;
  return {
    ...describedRange(aligned, first, end),
    config: describedConfig(config, settings),
    problem,
    notes: notesOf(aligned, first, end, config),
    stationary: chosen.stationary,
    verdict: chosen.verdict,
    methods,
    now: end > first ? nowAt(rolling, config.method, end - 1) : null,
    series: seriesOf(rolling, config.method, rows),
    hedges: HEDGE_METHODS.map((method) => hedgeOf(rolling, method, rows)),
    signals: signals.slice(-MOST_SIGNALS),
    signalCount: signals.length,
    strategy: strategyOf(aligned, config, settings),
    docs: PAIR_COLUMNS.map((doc) => ({ ...doc })),
  };
}

/** The document of two legs that share no row. */
export function emptyReport(
  legs: { y: AlignedCloses['y']; x: AlignedCloses['x'] },
  settings: AnalysisSettings,
  config: PairConfig,
  problem: string,
): PairDocument {
  const nothing = { ...legs, calendar: 'common', times: new Float64Array(0), phase: 0 } as const;
  const aligned = { ...nothing, closeY: new Float64Array(0), closeX: new Float64Array(0) };
  const empty = Object.fromEntries(
    ['time', 'y', 'x', 'spreadMean', 'spreadDeviation', ...PAIR_COLUMNS.map(({ name }) => name)].map(
      (name) => [name, []],
    ),
  );
  return {
    ...describedRange(aligned, 0, 0),
    config: describedConfig(config, settings),
    problem,
    notes: [],
    stationary: false,
    verdict: problem,
    methods: HEDGE_METHODS.map((method) => unfit(method, problem)),
    now: null,
    series: empty as unknown as PairSeriesDto,
    hedges: HEDGE_METHODS.map((method) => ({ method, beta: [], betaError: [] })),
    signals: [],
    signalCount: 0,
    strategy: strategyOf(aligned, config, settings),
    docs: PAIR_COLUMNS.map((doc) => ({ ...doc })),
  };
}

function describedRange(aligned: AlignedCloses, first: number, end: number) {
  const { times, closeY, closeX, y, x, calendar } = aligned;
  let common = 0;
  for (let i = first; i < end; i++) if (Number.isFinite(closeY[i]) && Number.isFinite(closeX[i])) common++;
  const [begin, stop] = end > first ? [times[first], times[end - 1] + y.timeframeMs] : [null, null];
  const leg = (series: AlignedCloses['y']): AnalysedLegDto => {
    const bars = countIn(series, begin, stop);
    return { ...series.leg, bars, unmatched: bars - common };
  };
  return {
    ...{ timeframe: y.timeframe, timeframeMs: y.timeframeMs, calendar },
    ...{ y: leg(y), x: leg(x), rows: end - first, common, from: begin, until: stop },
    start: times.at(0) ?? null,
    end: times.length > 0 ? times[times.length - 1] + y.timeframeMs : null,
  };
}

/** Bars of a leg with a close, in a range of time. */
function countIn({ times, close }: AlignedCloses['y'], from: number | null, to: number | null): number {
  if (from === null || to === null) return 0;
  let bars = 0;
  for (let i = bisect(times, from); i < times.length && times[i] < to; i++)
    if (Number.isFinite(close[i])) bars++;
  return bars;
}

function methodsOver(aligned: AlignedCloses, first: number, end: number, config: PairConfig): MethodFitDto[] {
  const [y, x] = commonPrices(aligned, first, end, config.prices);
  const why = unfitPair(y, x);
  return HEDGE_METHODS.map((method) =>
    why === undefined ? fitOf(method, analysePair(y, x, method, config.kalman)) : unfit(method, why),
  );
}

/** Prices of the rows that have both. */
export function commonPrices(
  { closeY, closeX }: AlignedCloses,
  first: number,
  end: number,
  prices: PairConfig['prices'],
): [Float64Array, Float64Array] {
  const [y, x] = [new Float64Array(end - first), new Float64Array(end - first)];
  let n = 0;
  for (let i = first; i < end; i++) {
    if (!(closeY[i] > 0) || !(closeX[i] > 0)) continue;
    y[n] = prices === 'log' ? Math.log(closeY[i]) : closeY[i];
    x[n++] = prices === 'log' ? Math.log(closeX[i]) : closeX[i];
  }
  return [y.subarray(0, n), x.subarray(0, n)];
}

function fitOf(method: HedgeMethod, analysis: Answer<PairAnalysis>): MethodFitDto {
  if (!analysis.ok) return unfit(method, analysis.reason);
  const { alpha, beta, betaError, test, reversion, stationary, verdict } = analysis;
  return {
    ...{ method, problem: null, alpha: known(alpha), beta: known(beta), betaError: known(betaError) },
    test: test.ok
      ? {
          ...{
            statistic: test.statistic,
            pValue: test.pValue,
            lags: test.lags,
            observations: test.observations,
          },
          critical: { ...test.critical },
        }
      : null,
    halfLife: reversion.ok ? reversion.halfLife : null,
    stationary,
    verdict,
  };
}

function unfit(method: HedgeMethod, problem: string): MethodFitDto {
  const nothing = { alpha: null, beta: null, betaError: null, test: null, halfLife: null, stationary: false };
  return { method, problem, ...nothing, verdict: problem };
}

function notesOf(
  { times, calendar, closeY, closeX }: AlignedCloses,
  first: number,
  end: number,
  config: PairConfig,
): string[] {
  const notes: string[] = [];
  let holes = 0;
  for (let i = first; i < end; i++) if (!(closeY[i] > 0) || !(closeX[i] > 0)) holes++;
  if (holes > 0)
    notes.push(
      `${holes} of ${end - first} bars are missing on one side: rolling values have no answer until such a bar has left their window.`,
    );
  if (calendar === 'common')
    notes.push(
      'The two do not trade around the clock: only the times that both have are compared, and a window counts those.',
    );
  if (times.length > 0 && end <= config.window)
    notes.push(
      `The rolling hedge ratio needs ${config.window} bars before its first value; there are ${end}.`,
    );
  return notes;
}

function nowAt({ aligned, lanes }: RollingPair, method: HedgeMethod, row: number): PairNowDto {
  const { columns } = lanes[method];
  const at = (name: keyof typeof columns): number | null => known(columns[name].data[row]);
  return {
    time: aligned.times[row],
    ...{ beta: at('beta'), spread: at('spread'), z: at('z'), correlation: at('correlation') },
    ...{ adf: at('adf'), adfP: at('adfP'), halfLife: at('halfLife') },
  };
}

function seriesOf(rolling: RollingPair, method: HedgeMethod, rows: readonly number[]): PairSeriesDto {
  const { aligned, lanes } = rolling;
  const pick = (data: Float64Array): (number | null)[] => rows.map((row) => known(data[row]));
  const columns = Object.fromEntries(
    PAIR_COLUMNS.map(({ name }) => [name, pick(lanes[method].columns[name].data)]),
  );
  return {
    time: rows.map((row) => aligned.times[row]),
    y: pick(aligned.closeY),
    x: pick(aligned.closeX),
    ...columns,
    spreadMean: pick(rolling.levels(method).mean),
    spreadDeviation: pick(rolling.levels(method).deviation),
  } as PairSeriesDto;
}

function hedgeOf({ lanes }: RollingPair, method: HedgeMethod, rows: readonly number[]): RollingHedgeDto {
  const { beta, betaError } = lanes[method].columns;
  return {
    method,
    beta: rows.map((row) => known(beta.data[row])),
    betaError: rows.map((row) => known(betaError.data[row])),
  };
}

/** A strategy trades two symbols of one venue. */
function strategyOf({ y, x }: AlignedCloses, config: PairConfig, settings: AnalysisSettings): string | null {
  if (y.leg.venue !== x.leg.venue || y.leg.symbol === x.leg.symbol) return null;
  return pairStrategy(y.leg.symbol, x.leg.symbol, config, settings);
}
