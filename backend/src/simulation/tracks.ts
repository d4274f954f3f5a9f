import { Injectable } from '@nestjs/common';
import type { Tape } from '@hindcast/engine';
import { DatasetStore, type DatasetManifest, type LaneManifest } from '../datasets/index.ts';
import type { Strategy } from '@hindcast/engine/strategy';
import type { LaneRef } from '@hindcast/engine/wire';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import { MarketTrack, type TrackSource } from './market-track.ts';
import { TrackShelf } from './track-shelf.ts';
import { chooseLanes, leavesInside, readStrategy, shippedStrategies } from './run/index.ts';

/** The shipped strategy that runs along where none was named. */
const DEFAULT_STRATEGY = 'confluence-follow';

/** Makes strategies run along with recordings, over the same lanes and with the same fills as `hindcast simulate`. */
@Injectable()
export class Tracks {
  readonly #shelf = new TrackShelf();

  constructor(private readonly store: DatasetStore) {}

  /**
   * A strategy that runs along; one that nobody uses at the moment has decided much already, and is taken up where it stands.
   *
   * @param text a strategy file's text; the default strategy when left out, none when null
   * @throws HindcastError that names the place in the text which is wrong
   */
  async open(recorded: RecordedMarket, text: string | null | undefined): Promise<MarketTrack | null> {
    const file = text === undefined ? await defaultText() : text;
    if (file === null) return null;
    const shelved = this.#shelf.take(recorded, file);
    if (shelved) return shelved;
    const found = await this.sourceOf(recorded, file);
    return (
      found &&
      this.#shelf.lend(recorded, file, (done) => new MarketTrack(found.strategy, { ...found.source, done }))
    );
  }

  /** A strategy and what it is traded on: all the lanes that it chooses, or one. */
  async sourceOf(
    recorded: RecordedMarket,
    text: string | null | undefined,
    only?: LaneRef,
  ): Promise<{ strategy: Strategy; source: TrackSource } | null> {
    const file = text === undefined ? await defaultText() : text;
    if (file === null) return null;
    const strategy = readStrategy(file);
    const wish = {
      timeframe: recorded.timeframe,
      ...(only ? { venue: only.venue, symbols: [only.symbol] } : {}),
    };
    const choice = chooseLanes(manifestOf(recorded), strategy, wish);
    const finer = leavesInside(strategy) ? await this.#openAll(recorded, choice.finer) : [];
    const source = {
      lanes: choice.traded.map(({ venue, symbol }) => recorded.lane(venue, symbol)),
      finer,
      release: () => finer.forEach((tape) => this.store.closeTape(tape)),
    };
    return { strategy, source };
  }

  async #openAll(recorded: RecordedMarket, lanes: readonly LaneManifest[]): Promise<Tape[]> {
    const tapes: Tape[] = [];
    try {
      for (const lane of lanes) tapes.push(await this.store.openTape(recorded.dataset, lane));
      return tapes;
    } catch (error) {
      tapes.forEach((tape) => this.store.closeTape(tape));
      throw error;
    }
  }
}

async function defaultText(): Promise<string | null> {
  const shipped = await shippedStrategies();
  return shipped.find(({ name }) => name === DEFAULT_STRATEGY)?.text ?? null;
}

/** The manifest as far as this recording has been opened. */
function manifestOf(recorded: RecordedMarket): DatasetManifest {
  const { manifest } = recorded.dataset;
  const open = (venue: string, symbol: string): boolean =>
    recorded.lanes.some(({ key }) => key.venue === venue && key.symbol === symbol);
  return { ...manifest, lanes: manifest.lanes.filter(({ venue, symbol }) => open(venue, symbol)) };
}
