import { timeframeMs, type UtcMs } from '@hindcast/engine';
import type { SignalRow } from '@hindcast/engine/wire';
import type { AlertDto } from '../alerts/alert.dto.ts';
import type { AlertDesk } from '../alerts/desk/alert-desk.ts';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.dto.ts';
import type { DecidedSlice } from './decider.ts';
import { signalsOf, type Journal, type Said, type SealedSlice } from './journal.ts';
import type { LiveMarket, PushedSlice } from './live-market.ts';
import type { LiveView } from './live-view.ts';

/** Rows of the past that are looked at one by one, as live rows are: the first of those must not wait for a compiler. */
const REHEARSED_ROWS = 24;

/** What a slice came to, as those who listen hear of it. */
export interface AnnouncedSlice {
  pushed: PushedSlice;
  said: Said;
  /** Real ms from the bar's close to the decision. */
  lagMs: number;
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
  /** Real ms from the close of the last slice to its decision, and that its computing took. */
  lastLagMs = NaN;
  lastComputeMs = NaN;
  readonly #parts: AnnouncerParts;
  readonly #forgetDesk: () => void;
  #desk: AlertDesk;
  #market: LiveMarket | undefined;
  #epoch = 0;
  /** Seals the last slice. */
  #seal: () => unknown = () => undefined;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    this.#desk = parts.desks.live(DEFAULT_SETTINGS.toastTier);
    this.#forgetDesk = parts.desks.onChange(() => this.#newDesk());
  }

  close(): void {
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

  /** Takes the next slice into the engine and tells of it. */
  announce(slice: DecidedSlice): void {
    const { journal, market: name, onSlice, onTrouble } = this.#parts;
    const market = this.#market!;
    const started = performance.now();
    // A slice is sealed before the next one changes the market, if it has not been yet.
    this.#seal();
    const pushed = market.push(slice.openTime, slice.bars);
    const alerts = pushed.rows.flatMap(({ view, from, to }) => this.#desk.look(view, from, to));
    const failed = (error: unknown): void => onTrouble('database', error);
    const told = journal.tell(name, alerts);
    told.catch(failed);
    let sealed: SealedSlice | undefined;
    const seal = (): SealedSlice => (sealed ??= { seal: market.seal(), links: market.links() });
    this.#seal = seal;
    const { lanes, timeframes } = market.plan;
    const epoch = { id: this.#epoch, market: name, timeframe: timeframes[0], lanes };
    let signals: SignalRow[] | undefined;
    const spoken = (): SignalRow[] => (signals ??= signalsOf(pushed));
    journal.commit(epoch, slice, seal, spoken, alerts.length > 0 ? told : null).catch(failed);
    // The database begins with the alerts meanwhile; before the next slice can be decided, readers have this one.
    setImmediate(() => onSlice({ pushed, said: { alerts, signals: spoken() }, lagMs: slice.lagMs }));
    this.slices++;
    this.lastLagMs = slice.lagMs;
    this.lastComputeMs = performance.now() - started;
  }

  /** Rules or policies have changed: what they would have said so far is looked through at once, not at the next close. */
  #newDesk(): void {
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
