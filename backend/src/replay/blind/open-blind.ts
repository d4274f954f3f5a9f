import { HindcastError, type Lane } from '@hindcast/engine';
import type { BlindHide, LaneRef, ReplayOpen } from '@hindcast/engine/wire';
import { randomInt } from 'node:crypto';
import type { RecordedMarket } from '../../recordings/recorded-market.ts';
import type { Tracks } from '../../simulation/tracks.ts';
import type { ReplaySession } from '../session.ts';
import { BlindVeil, HISTORY_ROWS, STRETCH_ROWS } from './blind-veil.ts';
import { Trial } from './trial.ts';

/** Draws what is hidden, and sets a session up so that its viewer decides. */
export class BlindOpening {
  readonly #hide: BlindHide;
  readonly #lane: LaneRef | undefined;
  readonly #at: number | undefined;
  readonly #strategy: string | null | undefined;
  readonly #tracks: Tracks;

  /** @throws HindcastError where the request contradicts itself */
  constructor({ blind = 'prices', lanes, at, mode, strategy }: ReplayOpen, tracks: Tracks) {
    const told = lanes !== undefined || at !== undefined;
    if (blind === 'identity' && told) throw contradiction('symbol and time are drawn, not given', 'lanes');
    if (blind === 'prices' && lanes?.length !== 1) throw contradiction('it is about one lane', 'lanes');
    if (mode === 'review') throw contradiction('it is always honest', 'mode');
    if (strategy === null) throw contradiction('there is a rule to compare with', 'strategy');
    this.#hide = blind;
    this.#lane = lanes?.[0];
    this.#at = at;
    this.#strategy = strategy;
    this.#tracks = tracks;
  }

  /** Brings the session to the first bar that may be decided on. */
  async begin(session: ReplaySession): Promise<void> {
    const { recorded } = session;
    const lane = this.#lane ? recorded.lane(this.#lane.venue, this.#lane.symbol) : drawn(recorded.lanes);
    const { venue, symbol } = lane.key;
    const found = await this.#tracks.sourceOf(recorded, this.#strategy, { venue, symbols: [symbol] });
    if (!found) throw contradiction('there is a rule to compare with', 'strategy');
    const start = this.#at === undefined ? this.#startIn(recorded) : recorded.rowClosedBy(this.#at);
    await session.reachFor(start + 1);
    const trial = new Trial(lane, found, start, this.#hide);
    session.goBlind(trial, new BlindVeil(recorded, lane, start, this.#hide), lane);
    await session.goTo(start);
  }

  /** A place with history before it and, where the recording is long enough, a whole stretch behind it. */
  #startIn(recorded: RecordedMarket): number {
    const { rows, warmRow } = recorded;
    if (this.#hide === 'prices') return warmRow;
    const earliest = Math.min(Math.max(warmRow, HISTORY_ROWS), Math.floor(rows / 2));
    return randomInt(earliest, Math.max(earliest + 1, rows - STRETCH_ROWS));
  }
}

function drawn(lanes: readonly Lane[]): Lane {
  return lanes[randomInt(0, lanes.length)];
}

function contradiction(why: string, field: string): HindcastError {
  return new HindcastError(
    'BLIND_REQUEST',
    `A blind replay cannot be opened like that: ${why}.`,
    'With "prices" name one lane; with "identity" name neither lanes nor time. Leave mode out, and give a strategy or none.',
    { field },
  );
}
