import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from './market-track.ts';

/** How long a track that nobody uses waits, and how many may. */
const KEPT_MS = 120_000;
const KEPT = 4;

interface Kept {
  recorded: RecordedMarket;
  key: string;
  track: MarketTrack;
  timer: NodeJS.Timeout;
}

/**
 * Tracks that nobody uses at the moment. Whoever turns from one timeframe to another and back finds everything decided
 * that was decided before: what a strategy does at row i does not depend on who asks.
 */
export class TrackShelf {
  /** The first is the first to go. */
  #kept: Kept[] = [];

  /** Takes a track of that strategy and its terms over that recording off the shelf; null when there is none. */
  take(recorded: RecordedMarket, key: string): MarketTrack | null {
    const found = this.#kept.find((one) => one.recorded === recorded && one.key === key);
    if (!found) return null;
    this.#remove(found);
    return found.track;
  }

  /**
   * Lends a new track.
   *
   * @param make is given what the track's user calls when he is done with it; true keeps it
   */
  lend(
    recorded: RecordedMarket,
    key: string,
    make: (done: (track: MarketTrack) => boolean) => MarketTrack,
  ): MarketTrack {
    return make((track) => this.#put(recorded, key, track));
  }

  #put(recorded: RecordedMarket, key: string, track: MarketTrack): boolean {
    if (this.#kept.some((one) => one.recorded === recorded && one.key === key)) return false;
    const kept: Kept = { recorded, key, track, timer: setTimeout(() => this.#drop(kept), KEPT_MS).unref() };
    this.#kept.push(kept);
    if (this.#kept.length > KEPT) this.#drop(this.#kept[0]);
    return true;
  }

  #drop(kept: Kept): void {
    this.#remove(kept);
    kept.track.end();
  }

  #remove(kept: Kept): void {
    clearTimeout(kept.timer);
    this.#kept = this.#kept.filter((one) => one !== kept);
  }
}
