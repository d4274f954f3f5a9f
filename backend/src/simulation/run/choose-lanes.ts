import { didYouMean, HindcastError, TIMEFRAMES, timeframeMs, type Timeframe } from '@hindcast/engine';
import { tradedLanes } from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import type { DatasetManifest, LaneManifest } from '../../datasets/index.ts';

/** What to trade; what is left out is chosen. */
export interface LaneWish {
  /** The dataset's shortest when left out. */
  timeframe?: string;
  venue?: string;
  symbols?: readonly string[];
}

export interface LaneChoice {
  readonly timeframe: Timeframe;
  /** Lanes that are traded. */
  readonly traded: readonly LaneManifest[];
  /** Every lane of the timeframe whose symbol is traded: signals compare venues. */
  readonly watched: readonly LaneManifest[];
  /** For each traded lane the next finer recorded timeframe of the same bars, where there is one. */
  readonly finer: readonly LaneManifest[];
}

/**
 * The lanes of one timeframe that were asked for.
 *
 * @throws HindcastError LANE_UNKNOWN naming what the dataset has
 */
export function wantedLanes(
  manifest: DatasetManifest,
  wish: LaneWish,
): { timeframe: Timeframe; lanes: readonly LaneManifest[]; wanted: readonly LaneManifest[] } {
  const timeframe = chooseTimeframe(manifest, wish.timeframe);
  const lanes = manifest.lanes.filter((lane) => lane.timeframe === timeframe);
  const { venue, symbols = [] } = wish;
  const venues = [...new Set(lanes.map((lane) => lane.venue))];
  if (venue !== undefined && !venues.includes(venue)) throw unknown('venue', venue, venues);
  const offered = lanes.filter((lane) => venue === undefined || lane.venue === venue);
  const known = [...new Set(offered.map(({ symbol }) => symbol))];
  for (const symbol of symbols) if (!known.includes(symbol)) throw unknown('symbol', symbol, known);
  const wanted = offered.filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol));
  return { timeframe, lanes, wanted };
}

/** The lanes that a strategy trades on, within what was asked for, and those that its signals look at. */
export function chooseLanes(manifest: DatasetManifest, strategy: Strategy, wish: LaneWish): LaneChoice {
  const { timeframe, lanes, wanted } = wantedLanes(manifest, wish);
  const traded = tradedLanes(
    strategy,
    wanted.map((lane) => ({ key: lane, lane })),
  ).map(({ lane }) => lane);
  return {
    timeframe,
    traded,
    watched: lanes.filter(({ symbol }) => traded.some((lane) => lane.symbol === symbol)),
    finer: traded.flatMap((lane) => finerLane(manifest, lane) ?? []),
  };
}

function chooseTimeframe(manifest: DatasetManifest, wish: string | undefined): Timeframe {
  const known = TIMEFRAMES.filter((timeframe) => manifest.timeframes.includes(timeframe));
  if (wish === undefined) return known[0];
  const found = known.find((timeframe) => timeframe === wish);
  if (found) return found;
  throw unknown('timeframe', wish, known);
}

function finerLane(manifest: DatasetManifest, lane: LaneManifest): LaneManifest | undefined {
  return manifest.lanes
    .filter(({ venue, symbol, timeframe }) => {
      const finer = timeframeMs(timeframe) < timeframeMs(lane.timeframe);
      return finer && venue === lane.venue && symbol === lane.symbol;
    })
    .sort((a, b) => timeframeMs(b.timeframe) - timeframeMs(a.timeframe))[0];
}

function unknown(what: string, word: string, known: readonly string[]): HindcastError {
  return new HindcastError(
    'LANE_UNKNOWN',
    `The dataset has no ${what} "${word}".`,
    didYouMean(word, known) || `It has: ${known.join(', ')}.`,
    { field: what },
  );
}
