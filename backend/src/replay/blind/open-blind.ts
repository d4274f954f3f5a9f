import { HindcastError, type Lane } from '@hindcast/engine';
import type { BlindHide, LaneRef, ReplayAccount, ReplayOpen } from '@hindcast/engine/wire';
import { randomInt } from 'node:crypto';
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
  readonly #account: ReplayAccount | undefined;
  readonly #tracks: Tracks;

  /** @throws HindcastError where the request contradicts itself */
  constructor({ blind = 'prices', lanes, at, mode, strategy, account }: ReplayOpen, tracks: Tracks) {
    const told = lanes !== undefined || at !== undefined;
    if (blind === 'identity' && told) throw contradiction('symbol and time are drawn, not given', 'lanes');
    if (blind === 'prices' && lanes?.length !== 1) throw contradiction('it is about one lane', 'lanes');
    if (mode === 'review') throw contradiction('it is always honest', 'mode');
    if (strategy === null) throw contradiction('there is a rule to compare with', 'strategy');
    this.#hide = blind;
    this.#lane = lanes?.[0];
    this.#at = at;
    this.#strategy = strategy;
    this.#account = account;
    this.#tracks = tracks;
  }

  /** Brings the session to the first bar that may be decided on. */
  async begin(session: ReplaySession): Promise<void> {
    const { recorded } = session;
    const { lane, from, to } = this.#lane
      ? pricedRows(recorded.lane(this.#lane.venue, this.#lane.symbol))
      : drawn(recorded.lanes);
    const { venue, symbol } = lane.key;
    const { costs, initialCapital } = this.#account ?? {};
    const terms = { costs, initialCapital, venue, symbols: [symbol] };
    const found = await this.#tracks.sourceOf(recorded, this.#strategy, terms);
    if (!found) throw contradiction('there is a rule to compare with', 'strategy');
    const start =
      this.#at === undefined ? this.#startIn(recorded.warmRow, from, to) : recorded.rowClosedBy(this.#at);
    if (start < from) throw unpriced();
    await session.reachFor(start + 1);
    const trial = new Trial(lane, found, start, this.#hide);
    session.goBlind(trial, new BlindVeil(recorded, lane, start, this.#hide), lane);
    await session.goTo(start);
  }

  /** A place with history before it and, where the lane is long enough, a whole stretch behind it. */
  #startIn(warmRow: number, from: number, to: number): number {
    const half = Math.floor((to - from) / 2);
    if (this.#hide === 'prices') return from + Math.min(warmRow, half);
    const earliest = from + Math.min(Math.max(warmRow, HISTORY_ROWS), half);
    return randomInt(earliest, Math.max(earliest + 1, to - STRETCH_ROWS));
  }
}

/** The rows [from, to) of a lane, from its first price to its last: a symbol may have been listed later than others. */
interface PricedLane {
  lane: Lane;
  from: number;
  to: number;
}

/** @throws HindcastError BLIND_START where the lane has no price at all */
function pricedRows(lane: Lane): PricedLane {
  const { close } = lane.tape.columns;
  const from = close.findIndex((price) => price > 0);
  if (from < 0) throw unpriced();
  return { lane, from, to: close.findLastIndex((price) => price > 0) + 1 };
}

function drawn(lanes: readonly Lane[]): PricedLane {
  const priced = lanes.filter((lane) => lane.tape.columns.close.some((price) => price > 0));
  if (priced.length === 0) throw unpriced();
  return pricedRows(priced[randomInt(0, priced.length)]);
}

/** Prices are told in relation to the first one: where there is none yet, those to come would be told as they are. */
function unpriced(): HindcastError {
  return new HindcastError(
    'BLIND_START',
    'A blind replay cannot begin there: its symbol has no price yet by which those to come could be masked.',
    'Begin at a later time, or leave the time out.',
    { field: 'at' },
  );
}

function contradiction(why: string, field: string): HindcastError {
  return new HindcastError(
    'BLIND_REQUEST',
    `A blind replay cannot be opened like that: ${why}.`,
    'With "prices" name one lane; with "identity" name neither lanes nor time. Leave mode out, and give a strategy or none.',
    { field },
  );
}
