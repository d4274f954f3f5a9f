import { Injectable } from '@nestjs/common';
import type { SignalRow } from '@hindcast/engine/wire';
import type { Page } from '../http/content-range.ts';
import { LiveDoor } from '../metrics/live-door.ts';
import { lanesOf, RecordedLanes } from '../metrics/recorded-lanes.ts';
import { pageOfSignals } from '../metrics/signal-scan.ts';
import { AlertStore } from './alert-store.ts';
import type { AlertDto } from './alert.dto.ts';
import type { SignalsQuery } from './alerts.query.ts';
import { AlertDesks } from './desk/alert-desks.ts';

/** What a recording would have said to a person, bar by bar. */
@Injectable()
export class RecordedAlerts {
  constructor(
    private readonly lanes: RecordedLanes,
    private readonly desks: AlertDesks,
    private readonly kept: AlertStore,
    private readonly live: LiveDoor,
  ) {}

  signals(query: SignalsQuery): Promise<Page<SignalRow>> {
    return this.lanes.withMarket(query, async (recorded) => {
      const lanes = lanesOf(recorded, query);
      await recorded.ensure(recorded.rows);
      return { offset: query.offset, ...pageOfSignals(lanes, recorded.rows, query.minTier ?? 1, query) };
    });
  }

  /** What the tiers, the detectors and the user's rules say, by the policies and settings as they are now. */
  async alerts(query: SignalsQuery): Promise<Page<AlertDto>> {
    if (query.source === 'live') return this.#keptAlerts(query);
    return this.lanes.withMarket(query, async (recorded) => {
      const own = new Set(lanesOf(recorded, query).map(({ key }) => `${key.venue} ${key.symbol}`));
      await recorded.ensure(recorded.rows);
      const desk = await this.desks.recorded(query.minTier);
      // Records are over all lanes, whichever are asked for.
      const all = desk
        .look(recorded, 0, recorded.rows)
        .filter(({ venue, symbol }) => own.has(`${venue} ${symbol}`));
      const { offset, limit } = query;
      return { items: all.slice(offset, offset + limit), offset, total: all.length };
    });
  }

  /** Of the live market: what was really said, however often the server has been started since. */
  #keptAlerts({ venue, symbol, tf, offset, limit }: SignalsQuery): Promise<Page<AlertDto>> {
    const where = { market: this.live.market(), timeframe: tf, venue, symbol };
    return this.kept.page(where, { offset, limit });
  }
}
