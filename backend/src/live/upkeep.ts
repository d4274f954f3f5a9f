import { DAY, type UtcMs } from '@hindcast/engine';
import { setTimeout as wait } from 'node:timers/promises';
import type { MarketClock } from '../ingestion/live/market-clock.ts';
import type { Journal } from './journal.ts';
import type { Repairs } from './repairs.ts';

/** A turn comes no oftener than this, and every {@link EVERY_MS} of the market; real ms. */
const LEAST_MS = 500;
const EVERY_MS = 5_000;
/** How often what is older than the retention allows is forgotten, market ms. */
const FORGET_EVERY = DAY / 4;

export interface UpkeepParts {
  readonly market: string;
  readonly clock: Pick<MarketClock, 'now' | 'speed'>;
  /** Where a recorded market ends, market ms; Infinity for one that does not. */
  readonly endsAt: UtcMs;
  /** Days that are kept; 0 keeps everything. */
  readonly retentionDays: number;
  readonly journal: Pick<Journal, 'forget'>;
  readonly repairs: Pick<Repairs, 'work'>;
  readonly refreshSettings: () => Promise<void>;
  readonly onEnd: () => Promise<void>;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/**
 * What goes on beside a live market: repairs, changed settings, retention, the end of a recorded one. What fails is told and tried again
 * at the next turn: a database that is busy for a moment must not end the server.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  #forgottenAt: UtcMs;
  #stopped = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#forgottenAt = parts.clock.now();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Takes turns until it is stopped; never rejects. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      await wait(Math.max(LEAST_MS, EVERY_MS / this.#parts.clock.speed), undefined, { ref: false });
      if (!this.#stopped) await this.turn();
    }
  }

  /** One turn; never rejects. */
  async turn(): Promise<void> {
    const { repairs, refreshSettings, clock, endsAt, onEnd } = this.#parts;
    await this.#told('repair', () => repairs.work());
    await this.#told('settings', refreshSettings);
    await this.#told('retention', () => this.#forget());
    if (clock.now() >= endsAt) await this.#told('end of the recording', onEnd);
  }

  async #forget(): Promise<void> {
    const { clock, retentionDays, journal, market } = this.#parts;
    const now = clock.now();
    if (retentionDays === 0 || now - this.#forgottenAt <= FORGET_EVERY) return;
    await journal.forget(market, now - retentionDays * DAY);
    this.#forgottenAt = now;
  }

  async #told(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.onTrouble(what, error);
    }
  }
}
