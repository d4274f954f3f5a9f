import { Injectable } from '@nestjs/common';
import type { Tape } from '@hindcast/engine';
import { DatasetStore, type DatasetManifest, type LaneManifest } from '../datasets/index.ts';
import { DEFAULT_OPTIONS } from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import type { ReplayAccount } from '@hindcast/engine/wire';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import { MarketTrack, type TrackSource } from './market-track.ts';
import { TrackShelf } from './track-shelf.ts';
import { rowsBetween } from './run/simulation-run.ts';
import { costsOf } from './run/trading-costs.ts';
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
   * @param account its terms; with those of a run of the lab it makes that run's trades
   * @throws HindcastError that names the place in the text which is wrong
   */
  async open(
    recorded: RecordedMarket,
    text: string | null | undefined,
    account: ReplayAccount = {},
  ): Promise<MarketTrack | null> {
    const file = text === undefined ? await defaultText() : text;
    if (file === null) return null;
    const key = JSON.stringify([file, account]);
    const shelved = this.#shelf.take(recorded, key);
    if (shelved) return shelved;
    const found = await this.sourceOf(recorded, file, account);
    if (!found) return null;
    const { strategy, source } = found;
    return this.#shelf.lend(recorded, key, (done) => new MarketTrack(strategy, { ...source, done }));
  }

  /** A strategy, and what it is traded on and how: all the lanes that it chooses, or those that the terms name. */
  async sourceOf(
    recorded: RecordedMarket,
    text: string | null | undefined,
    account: ReplayAccount = {},
  ): Promise<{ strategy: Strategy; source: TrackSource } | null> {
    const file = text === undefined ? await defaultText() : text;
    if (file === null) return null;
    const strategy = readStrategy(file);
    const { venue, symbols, from, costs, initialCapital = DEFAULT_OPTIONS.equity } = account;
    const wish = { timeframe: recorded.timeframe, venue, symbols };
    const { startRow } = rowsBetween(recorded.lanes[0].tape, recorded.rows, { from });
    const choice = chooseLanes(manifestOf(recorded), strategy, wish);
    const finer = leavesInside(strategy) ? await this.#openAll(recorded, choice.finer) : [];
    const source = {
      lanes: choice.traded.map(({ venue, symbol }) => recorded.lane(venue, symbol)),
      finer,
      options: { equity: initialCapital, costs: costsOf(costs), startRow },
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
