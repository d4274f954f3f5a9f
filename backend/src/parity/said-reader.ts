import { DAY, type Timeframe, type UtcMs } from '@hindcast/engine';
import { Between, type DataSource } from 'typeorm';
import { AlertEntity } from '../database/entities/alert.entity.ts';
import { SignalEntity } from '../database/entities/signal.entity.ts';
import type { LiveSaid } from './compare-said.ts';

/** How much time is read at once. */
const WINDOW = 7 * DAY;

interface Window {
  from: UtcMs;
  to: UtcMs;
  said: Map<UtcMs, { signals: SignalEntity[]; alerts: AlertEntity[] }>;
}

/** What was said live, read window by window in the order of time. */
export class SaidReader {
  readonly #dataSource: DataSource;
  readonly #market: string;
  readonly #windows = new Map<Timeframe, Window>();

  constructor(dataSource: DataSource, market: string) {
    this.#dataSource = dataSource;
    this.#market = market;
  }

  /** What was said about a bar. */
  async at(timeframe: Timeframe, openTime: UtcMs): Promise<LiveSaid> {
    let window = this.#windows.get(timeframe);
    if (!window || openTime < window.from || openTime >= window.to) {
      window = await this.#read(timeframe, openTime);
      this.#windows.set(timeframe, window);
    }
    return window.said.get(openTime) ?? { signals: [], alerts: [] };
  }

  async #read(timeframe: Timeframe, from: UtcMs): Promise<Window> {
    const to = from + WINDOW;
    const where = { market: this.#market, timeframe, time: Between(from, to - 1) };
    const window: Window = { from, to, said: new Map() };
    const at = (time: number) => {
      const there = window.said.get(Number(time)) ?? { signals: [], alerts: [] };
      window.said.set(Number(time), there);
      return there;
    };
    for (const row of await this.#dataSource.getRepository(SignalEntity).findBy(where))
      at(row.time).signals.push(row);
    for (const row of await this.#dataSource.getRepository(AlertEntity).findBy(where))
      at(row.time).alerts.push(row);
    return window;
  }
}
