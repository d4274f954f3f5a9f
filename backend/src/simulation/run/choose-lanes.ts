import { didYouMean, HindcastError, TIMEFRAMES, timeframeMs, type Timeframe } from '@hindcast/engine';
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

/** Each symbol on the venue asked for, or on the first venue that has it. */
export function chooseLanes(manifest: DatasetManifest, wish: LaneWish): LaneChoice {
  const timeframe = chooseTimeframe(manifest, wish.timeframe);
  const lanes = manifest.lanes.filter((lane) => lane.timeframe === timeframe);
  const venues = [...new Set(lanes.map(({ venue }) => venue))];
  if (wish.venue !== undefined && !venues.includes(wish.venue)) throw unknown('venue', wish.venue, venues);
  const offered = lanes.filter(({ venue }) => wish.venue === undefined || venue === wish.venue);
  const symbols = [...new Set(offered.map(({ symbol }) => symbol))];
  for (const symbol of wish.symbols ?? [])
    if (!symbols.includes(symbol)) throw unknown('symbol', symbol, symbols);
  const wanted = wish.symbols ?? symbols;
  const traded = wanted.map((symbol) => offered.find((lane) => lane.symbol === symbol)!);
  return {
    timeframe,
    traded,
    watched: lanes.filter(({ symbol }) => wanted.includes(symbol)),
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
