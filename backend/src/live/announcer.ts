import { setTimeout as wait } from 'node:timers/promises';
import { timeframeMs, type UtcMs } from '@hindcast/engine';
import type { SignalRow } from '@hindcast/engine/wire';
import type { AlertDto } from '../alerts/alert.dto.ts';
import type { AlertDesk } from '../alerts/desk/alert-desk.ts';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.dto.ts';
import type { DecidedSlice } from './decider.ts';
import { signalsOf, type Journal, type Said, type SealedSlice } from './journal.ts';
import type { LiveMarket, PushedRows, PushedSlice } from './live-market.ts';
import type { LiveView } from './live-view.ts';

/** Rows of the past that are looked at one by one, as live rows are: the first of those must not wait for a compiler. */
const REHEARSED_ROWS = 24;

/** How long the higher timeframes of a slice wait after the alerts of the base timeframe were handed over, ms: they leave meanwhile. */
const HEAD_START_MS = 40;
/** For alerts that cannot be written down they wait no longer than this, ms: readers of theirs wait for no disk. */
const PATIENCE_MS = 250;

/** What a slice came to, as those who listen hear of it: the base timeframe first, then the higher ones that it closed. */
export interface AnnouncedSlice {
  pushed: PushedSlice;
  /** Whether this is the base timeframe: every slice has that. */
  base: boolean;
  said: Said;
  /** Real ms from the bar's close to the decision. */
  lagMs: number;
}

/** Rows that have been looked at. */
interface ToldRows {
  /** Settled when their alerts were kept and handed over to be sent; a failure has been told of by then. */
  told: Promise<void>;
  /** Whether there were any. */
  any: boolean;
  spoken: () => SignalRow[];
}

export interface AnnouncerParts {
  journal: Journal;
  desks: AlertDesks;
  /** Alerts and slices are stored under it. */
  market: string;
  onSlice: (slice: AnnouncedSlice) => void;
  onTrouble: (what: string, error: unknown) => void;
}

/**
 * Takes decided slices into the engine and tells of them, in the order in which somebody waits for it: alerts are kept and
 * sent, then readers get their rows, and what is only to be written down comes last.
 */
export class Announcer {
  slices = 0;
  /** Real ms from the close of the last slice to its decision, and that computing its base timeframe took. */
  lastLagMs = NaN;
  lastComputeMs = NaN;
  readonly #parts: AnnouncerParts;
  readonly #forgetDesk: () => void;
  #desk: AlertDesk;
  #market: LiveMarket | undefined;
  #epoch = 0;
  /** Sees to the higher timeframes of the last slice, where they are still to come. */
  #finish: (() => void) | undefined;
  /** Seals the last slice. */
  #seal: () => unknown = () => undefined;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    this.#desk = parts.desks.live(DEFAULT_SETTINGS.toastTier);
    this.#forgetDesk = parts.desks.onChange(() => this.#newDesk());
  }

  close(): void {
    this.finish();
    this.#forgetDesk();
  }

  /** The lowest tier that is announced where its policy leaves it open. */
  set toastTier(tier: number) {
    this.#desk.toastTier = tier;
  }

  /**
   * Goes on with a market that has been built anew, in a stretch of its own. Its past is looked at in silence; of bars that
   * closed after `since`, while nobody was there to look, is told what there was to say.
   */
  follow(market: LiveMarket, epoch: number, since: UtcMs = Infinity): void {
    const { journal, market: name, onTrouble } = this.#parts;
    this.finish();
    this.#market = market;
    this.#epoch = epoch;
    this.#seal = () => undefined;
    const missed = [...market.views.values()].flatMap((view) => this.#lookBack(view, since));
    journal.tell(name, missed).catch((error: unknown) => onTrouble('database', error));
  }

  /** The past of a view is looked at in silence, its last rows one by one as live rows will be; what closed after `since` is told. */
  #lookBack(view: LiveView, since: UtcMs): AlertDto[] {
    const missed = firstClosedAfter(view, since);
    const rehearsed = Math.min(missed, Math.max(0, view.rows - REHEARSED_ROWS));
    this.#desk.warm(view, rehearsed);
    const told: AlertDto[] = [];
    for (let row = rehearsed; row < view.rows; row++) {
      const said = this.#desk.look(view, row, row + 1);
      if (row >= missed) told.push(...said);
    }
    return told;
  }

  /**
   * Takes the next slice into the engine and tells of it. Where it closes bars of higher timeframes as well, those come when what the base
   * timeframe has to say is on its way: nobody shall wait for twice the work because a quarter of an hour is over.
   */
  announce(slice: DecidedSlice): void {
    this.finish();
    const market = this.#market!;
    const started = performance.now();
    // A slice is sealed before the next one changes the market, if it has not been yet.
    this.#seal();
    const first = this.#tell(slice, [market.pushBase(slice.openTime, slice.bars)], true);
    this.slices++;
    this.lastLagMs = slice.lagMs;
    this.lastComputeMs = performance.now() - started;
    const finish = (): void => {
      this.#finish = undefined;
      const second = this.#tell(slice, market.pushHigher(), false);
      this.#keep(market, slice, [first, second]);
    };
    this.#finish = finish;
    if (!market.closesHigher(slice.openTime)) finish();
    else void this.#untilSent(first.told).then(() => this.#finish === finish && finish());
  }

  /** When what was handed over has had time to leave. */
  async #untilSent(told: Promise<void>): Promise<void> {
    const alone = new AbortController();
    const { signal } = alone;
    await Promise.race([told, wait(PATIENCE_MS, undefined, { signal }).catch(() => undefined)]);
    alone.abort();
    await wait(HEAD_START_MS);
  }

  /** Sees to the higher timeframes of the last slice, if that has not been done yet: before anything is asked about all of it. */
  finish(): void {
    this.#finish?.();
  }

  /** Looks at rows, has their alerts kept and sent, and then readers get them. */
  #tell(slice: DecidedSlice, rows: PushedRows[], base: boolean): ToldRows {
    const { journal, market: name, onSlice, onTrouble } = this.#parts;
    const pushed = { openTime: slice.openTime, rows };
    const alerts = rows.flatMap(({ view, from, to }) => this.#desk.look(view, from, to));
    const told = journal.tell(name, alerts).catch((error: unknown) => onTrouble('database', error));
    let signals: SignalRow[] | undefined;
    const spoken = (): SignalRow[] => (signals ??= signalsOf(pushed));
    const heard = { pushed, base, lagMs: slice.lagMs };
    // The database begins with the alerts meanwhile; before the next slice can be decided, readers have this one.
    if (rows.length > 0) setImmediate(() => onSlice({ ...heard, said: { alerts, signals: spoken() } }));
    return { told, any: alerts.length > 0, spoken };
  }

  /** Has the slice written down when everything that it says is on its way. */
  #keep(market: LiveMarket, slice: DecidedSlice, parts: readonly ToldRows[]): void {
    const { journal, market: name, onTrouble } = this.#parts;
    let sealed: SealedSlice | undefined;
    const seal = (): SealedSlice => (sealed ??= { seal: market.seal(), links: market.links() });
    this.#seal = seal;
    const { lanes, timeframes } = market.plan;
    const epoch = { id: this.#epoch, market: name, timeframe: timeframes[0], lanes };
    const spoken = (): SignalRow[] => parts.flatMap((part) => part.spoken());
    const told = parts.some(({ any }) => any) ? Promise.all(parts.map((part) => part.told)) : null;
    journal.commit(epoch, slice, seal, spoken, told).catch((error: unknown) => onTrouble('database', error));
  }

  /** Rules or policies have changed: what they would have said so far is looked through at once, not at the next close. */
  #newDesk(): void {
    this.finish();
    this.#desk = this.#parts.desks.live(this.#desk.toastTier);
    for (const view of this.#market?.views.values() ?? []) this.#desk.warm(view, view.rows);
  }
}

/** The first row of a view whose bar closed after a moment. */
function firstClosedAfter({ rows, lanes, timeframe }: LiveView, moment: UtcMs): number {
  const { openTime } = lanes[0].tape;
  let row = rows;
  while (row > 0 && openTime[row - 1] + timeframeMs(timeframe) > moment) row--;
  return row;
}
