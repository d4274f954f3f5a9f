import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DAY, HindcastError, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { DataSource } from 'typeorm';
import { DatasetStore, recordDataset, type DatasetManifest, type Holding } from '../../datasets/index.ts';
import { DatabaseRevisions } from '../../recordings/record/database-revisions.ts';
import type { KeptAlert } from '../history/history.dto.ts';
import { AlertHistory } from '../history/history.service.ts';
import { playedDataset, replayPath } from '../replay-link.ts';

/** What a detector looks back on at most, and what may be seen of what came after. */
const BEFORE = 30 * DAY;
const AFTER = DAY;
/** Of a market with more symbols only the alert's own is recorded: the whole of it would take long. */
const MOST_SYMBOLS = 10;

/**
 * Finds the recording in which an alert of the live market can be replayed, and makes it of what was collected when there is
 * none: as it was known then, from thirty days before the bar to a day after it.
 */
@Injectable()
export class AlertOpener {
  readonly #revisions: DatabaseRevisions;
  /** Recordings that are being made: whoever asks for the same one waits with the first. */
  readonly #making = new Map<string, Promise<unknown>>();

  constructor(
    private readonly history: AlertHistory,
    private readonly store: DatasetStore,
    @InjectDataSource() database: DataSource,
  ) {
    this.#revisions = new DatabaseRevisions(database);
  }

  /**
   * The path of the UI that opens the replay at the alert's bar.
   *
   * @throws HindcastError ALERT_UNKNOWN, RECORD_EMPTY when its bars are no longer kept
   */
  async pathOf(eventId: string): Promise<string> {
    const alert = await this.history.one(eventId);
    const held = await this.#holding(alert);
    const played = playedDataset(alert.market);
    // A played market that began anew has forgotten its bars, but not where they came from.
    if (!held && played !== null) return replayPath(played, alert);
    if (!held) throw notKept();
    // A bar of a higher timeframe is looked at where it closes on the grid that was recorded.
    const base = timeframeMs(held.timeframe);
    const time = alert.time + timeframeMs(alert.timeframe as Timeframe) - base;
    const place = { ...alert, timeframe: held.timeframe as string, time };
    // What was recorded of a played market may be of another time that it was played: then other things were known when.
    const there = played === null ? await this.#covering(place) : null;
    return replayPath(there ?? (await this.#record(alert, held, time + base)), place);
  }

  async #holding({ market, timeframe, knownAt }: KeptAlert): Promise<Holding | undefined> {
    const own = (await this.#revisions.holdings())
      .filter((held) => held.market === market && held.range.from < knownAt && held.range.to >= knownAt)
      .filter((held) => timeframeMs(held.timeframe) <= timeframeMs(timeframe as Timeframe))
      .sort((a, b) => timeframeMs(b.timeframe) - timeframeMs(a.timeframe));
    return own[0];
  }

  /** A recording of the alert's market that holds its bar, the one with the longest past. */
  async #covering({ market, venue, symbol, timeframe, time }: KeptAlert): Promise<string | null> {
    const holds = ({ recording, lanes }: DatasetManifest): boolean =>
      recording?.market === market &&
      lanes.some(
        (lane) =>
          lane.venue === venue &&
          lane.symbol === symbol &&
          lane.timeframe === timeframe &&
          lane.range.from <= time &&
          lane.range.to > time,
      );
    const found = (await this.store.list())
      .flatMap((entry) => ('manifest' in entry && holds(entry.manifest) ? [entry.manifest] : []))
      .sort((a, b) => a.range.from - b.range.from);
    return found[0]?.name ?? null;
  }

  async #record(alert: KeptAlert, held: Holding, close: number): Promise<string> {
    const { market, symbol, eventId } = alert;
    const stamp = new Date(close).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
    const name = `alert-${stamp}-${(eventId ?? '').slice(0, 8)}`;
    // Made of this very alert before: it was said then, and stands in it.
    if (!this.#making.has(name) && (await this.store.has(name))) return name;
    const making =
      this.#making.get(name) ??
      recordDataset(this.store, this.#revisions, {
        ...{ name, market, timeframe: held.timeframe, as: 'known' },
        title: `${alert.symbol}: ${alert.title}`,
        from: Math.max(held.range.from, close - BEFORE),
        to: Math.min(held.range.to, close + AFTER),
        ...(held.symbols.length > MOST_SYMBOLS ? { symbols: [symbol] } : {}),
      });
    this.#making.set(name, making);
    try {
      await making;
    } finally {
      this.#making.delete(name);
    }
    return name;
  }
}

function notKept(): HindcastError {
  return new HindcastError(
    'RECORD_EMPTY',
    'The bars of this alert are not kept any more.',
    'RETENTION_DAYS says how long they are; a recording made in time stays.',
    { field: 'eventId' },
  );
}
