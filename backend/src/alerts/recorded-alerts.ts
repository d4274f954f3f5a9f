import { Injectable } from '@nestjs/common';
import { timeframeMs, type Lane } from '@hindcast/engine';
import type { EngineEvent, SignalRow } from '@hindcast/engine/wire';
import type { Page } from '../http/content-range.ts';
import { LiveDoor, type ReadableMarket } from '../metrics/live-door.ts';
import { lanesOf, RecordedLanes } from '../metrics/recorded-lanes.ts';
import { pageOfSignals } from '../metrics/signal-scan.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { AlertStore } from './alert-store.ts';
import { alertOfEvent, alertOfSignal, type AlertDto } from './alert.dto.ts';
import type { SignalsQuery } from './alerts.query.ts';
import { RulesService } from './rules/rules.service.ts';

/** What a recording would have said to a person, bar by bar. */
@Injectable()
export class RecordedAlerts {
  constructor(
    private readonly lanes: RecordedLanes,
    private readonly settings: SettingsService,
    private readonly rules: RulesService,
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

  /** Signals from the tier upwards that is announced, every event of a detector, and what the user's rules say. */
  async alerts(query: SignalsQuery): Promise<Page<AlertDto>> {
    if (query.source === 'live') return this.#keptAlerts(query);
    const minTier = query.minTier ?? (await this.settings.read()).toastTier;
    return this.lanes.withMarket(query, async (recorded) => {
      const lanes = lanesOf(recorded, query);
      await recorded.ensure(recorded.rows);
      const desk = this.rules.desk();
      const own = lanes.flatMap((lane) => desk.look(lane, 0, recorded.rows));
      const all = [...allAlerts(recorded, lanes, minTier), ...own].sort((a, b) => a.time - b.time);
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

function allAlerts(recorded: ReadableMarket, lanes: readonly Lane[], minTier: number): AlertDto[] {
  const { items } = pageOfSignals(lanes, recorded.rows, minTier, { offset: 0, limit: Infinity });
  const ms = timeframeMs(recorded.lanes[0].key.timeframe);
  const ofLanes = (event: EngineEvent): boolean =>
    lanes.some(({ key }) => key.venue === event.venue && key.symbol === event.symbol);
  const signals = items.map((signal) => alertOfSignal(signal, ms));
  const events = recorded.events(0, recorded.rows).filter(ofLanes).map(alertOfEvent);
  return [...signals, ...events];
}
