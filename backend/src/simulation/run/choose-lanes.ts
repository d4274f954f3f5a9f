import { didYouMean, HindcastError, TIMEFRAMES, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { DatasetManifest, LaneManifest } from '../../datasets/index.ts';

/** What to trade; what is left out is chosen. */
export interface LaneWish {
  /** The dataset's shortest when left out. */
  timeframe?: string;
  venue?: string;
  symbols?: readonly string[];
  /** The legs of a pair, y first: both on one venue. */
  pair?: { readonly y: string; readonly x: string };
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
  const wished = wish.pair ? [wish.pair.y, wish.pair.x] : wish.symbols;
  const offered = offer(lanes, wish, wished ?? []);
  const symbols = [...new Set(offered.map(({ symbol }) => symbol))];
  for (const symbol of wished ?? []) if (!symbols.includes(symbol)) throw unknown('symbol', symbol, symbols);
  const wanted = wished ?? symbols;
  const traded = wanted.map((symbol) => offered.find((lane) => lane.symbol === symbol)!);
  return {
    timeframe,
    traded,
    watched: lanes.filter(({ symbol }) => wanted.includes(symbol)),
    finer: traded.flatMap((lane) => finerLane(manifest, lane) ?? []),
  };
}

/** Lanes to choose from: of the venue asked for; of a pair's, of the first venue that has both legs. */
function offer(
  lanes: readonly LaneManifest[],
  wish: LaneWish,
  wished: readonly string[],
): readonly LaneManifest[] {
  const has = (venue: string, symbol: string): boolean =>
    lanes.some((lane) => lane.venue === venue && lane.symbol === symbol);
  const both = lanes.find(({ venue }) => wished.every((symbol) => has(venue, symbol)))?.venue;
  const venue = wish.venue ?? (wish.pair ? both : undefined);
  return venue === undefined ? lanes : lanes.filter((lane) => lane.venue === venue);
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
