import {
  alignOpen,
  Market,
  Resampler,
  timeframeMs,
  type EngineConfig,
  type Lane,
  type Tape,
  type Timeframe,
} from '@hindcast/engine';
import type { HigherTimeframe } from '@hindcast/engine/wire';

/**
 * A recording in a higher timeframe: resampled from its own bars as they close, and computed by the same engine. Row r of
 * it is visible from the row of the recording at which it has closed.
 */
export class HigherMarket {
  readonly timeframe: Timeframe;
  readonly market: Market;
  /** Rows of the recording in one bar. */
  readonly ratio: number;
  readonly #resamplers: readonly Resampler[];
  /** Row of the recording at which the first whole bar begins. */
  readonly #first: number;

  /** @param tapes those of the recording, on one grid */
  constructor(tapes: readonly Tape[], timeframe: Timeframe, config?: EngineConfig) {
    const [tape] = tapes;
    const grid = higherGrid(tape, timeframe);
    this.timeframe = timeframe;
    this.ratio = grid.timeframeMs / tape.timeframeMs;
    this.#first = (grid.start - tape.openTime[0]) / tape.timeframeMs;
    this.#resamplers = tapes.map((one) => new Resampler(one, timeframe));
    this.market = new Market(
      this.#resamplers.map((one) => one.tape),
      { config },
    );
  }

  lane(venue: string, symbol: string): Lane | undefined {
    return this.market.lane(venue, symbol);
  }

  /** How many bars have closed once `rows` rows of the recording have. */
  closedBy(rows: number): number {
    return Math.max(0, Math.floor((rows - this.#first) / this.ratio));
  }

  /** Takes in rows up to `to` of the recording, and computes the bars that have closed by then. */
  follow(to: number): void {
    for (const resampler of this.#resamplers) resampler.advance(to);
    this.market.advance(this.market.rows);
  }
}

/** Where the bars of a higher timeframe stand: the first is the first whole one. */
export function higherGrid(tape: Tape, timeframe: Timeframe): HigherTimeframe {
  const step = timeframeMs(timeframe);
  const first = tape.openTime[0];
  const open = alignOpen(first, timeframe);
  return { timeframe, timeframeMs: step, start: open === first ? open : open + step };
}

/** The timeframes above one that divide into it, shortest first. */
export function higherTimeframes(timeframe: Timeframe, all: readonly Timeframe[]): Timeframe[] {
  const step = timeframeMs(timeframe);
  return all.filter((other) => timeframeMs(other) > step && timeframeMs(other) % step === 0);
}
