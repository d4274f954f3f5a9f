import { WEEK, type Lane } from '@hindcast/engine';
import {
  BLIND_NAME,
  BLIND_WEEK,
  type AlertToast,
  type BlindHide,
  type BlindVerdict,
  type EngineEvent,
  type Frame,
  type LaneRef,
  type LiquidationLevel,
  type MetricsUpdate,
  type PositionState,
  type ReplayBar,
  type ReplayOpened,
  type ReplayOverview,
  type ReplayProgress,
  type ReplayState,
  type ReplayTrades,
  type SignalRow,
  type TradeRow,
} from '@hindcast/engine/wire';
import type { RecordedMarket } from '../../recordings/recorded-market.ts';
import { Veil } from '../veil.ts';
import { admit } from './admission.ts';
import { factorOf, scalesAt, type Scales } from './scales.ts';

/** Bars shown before the first that is decided on, and bars after it, where symbol and date are hidden. */
export const HISTORY_ROWS = 600;
export const STRETCH_ROWS = 2_000;

/** Columns that hold a time. */
const TIMES = new Set(['openTime', 'fundingTime']);

const TITLES: Record<EngineEvent['type'], string> = {
  LIQUIDATION_CASCADE: 'Liquidation cascade',
  FUNDING_ANOMALY: 'Funding anomaly',
  VOLATILITY_REGIME: 'Volatility regime',
  REGIME_CONFIRMED: 'Trend regime',
  CORRELATION_BREAK: 'Correlation break',
  SIGNAL: 'Signal',
};

/**
 * The veil of a blind replay: one lane, prices and money scaled; with a hidden identity also names replaced, rows
 * counted from another place and times moved by whole weeks, so that hours and weekdays stay what they are.
 * Whatever is text (what a detector says) is left out, because prices and names stand in it.
 */
export class BlindVeil extends Veil {
  override readonly first: number;
  readonly #lane: Lane;
  readonly #identity: boolean;
  readonly #end: number;
  readonly #shift: number;
  readonly #scales: Scales;

  /** @param start the first row that is decided on; it must be computed */
  constructor(recorded: RecordedMarket, lane: Lane, start: number, hide: BlindHide) {
    super(recorded);
    this.#lane = lane;
    this.#identity = hide === 'identity';
    this.first = this.#identity ? Math.max(0, start - HISTORY_ROWS) : 0;
    this.#end = this.#identity ? Math.min(recorded.rows, start + STRETCH_ROWS) : recorded.rows;
    const opens = lane.tape.openTime[this.first];
    this.#shift = this.#identity ? Math.floor((opens - BLIND_WEEK) / WEEK) * WEEK : 0;
    this.#scales = scalesAt(lane, start, this.#identity);
  }

  override get rows(): number {
    return this.#end;
  }
  override row(row: number): number {
    return row + this.first;
  }
  override rowAt(time: number): number {
    return super.rowAt(time + this.#shift);
  }
  /** There is one lane, under whichever name it is asked for. */
  override lane(_asked: LaneRef): Lane {
    return this.#lane;
  }

  override admit(columns: readonly string[], timeframes: readonly string[]): void {
    admit(columns, timeframes, this.recorded.timeframe);
  }

  override opened(opened: ReplayOpened): ReplayOpened {
    const lanes = [this.#name];
    const common = { ...opened, lanes, timeframes: [], start: this.#time(this.#start) };
    if (!this.#identity) return common;
    const { simulated } = opened.dataset;
    const dataset = { name: BLIND_NAME, digest: BLIND_NAME, simulated, origin: BLIND_NAME };
    return { ...common, dataset, rows: this.#end - this.first };
  }

  override state(state: ReplayState): ReplayState {
    const { blind } = state;
    const waiting = blind?.waiting ?? null;
    return {
      ...state,
      cursor: this.#row(state.cursor),
      furthest: this.#row(state.furthest),
      time: this.#time(state.time),
      ...(blind ? { blind: { ...blind, waiting: waiting === null ? null : this.#row(waiting) } } : {}),
    };
  }

  override frame(frame: Frame): Frame {
    const rows = frame.to - frame.from;
    const block = new Float64Array(new Uint8Array(frame.data).buffer);
    frame.columns.forEach((name, k) => {
      const values = block.subarray(k * rows, (k + 1) * rows);
      const factor = factorOf(name, this.#scales);
      if (TIMES.has(name)) for (let i = 0; i < rows; i++) values[i] -= this.#shift;
      else if (factor !== 1) for (let i = 0; i < rows; i++) values[i] *= factor;
    });
    const place = { from: this.#row(frame.from), to: this.#row(frame.to) };
    return { ...frame, ...this.#name, ...place, data: new Uint8Array(block.buffer) };
  }

  override overview(overview: ReplayOverview): ReplayOverview {
    const prices = (list: (number | null)[]): (number | null)[] => list.map((price) => this.#price(price));
    return {
      ...overview,
      from: this.#row(overview.from),
      to: this.#row(overview.to),
      high: prices(overview.high),
      low: prices(overview.low),
      close: prices(overview.close),
      events: overview.events.map((event) => ({ ...event, row: this.#row(event.row) })),
      trades: overview.trades.map((trade) => ({
        ...trade,
        entryRow: this.#row(trade.entryRow),
        exitRow: this.#row(trade.exitRow),
      })),
    };
  }

  override bar(bar: ReplayBar): ReplayBar {
    const { price, money } = this.#scales;
    const levels = (list: LiquidationLevel[]): LiquidationLevel[] =>
      Number.isNaN(money) ? [] : list.map((one) => ({ price: one.price * price, usd: one.usd * money }));
    return {
      ...bar,
      row: this.#row(bar.row),
      time: this.#time(bar.time),
      values: this.#values(bar.values),
      signals: bar.signals.map((signal) => this.#signal(signal)),
      position: bar.position && this.#position(bar.position),
      levels: { support: levels(bar.levels.support), resistance: levels(bar.levels.resistance) },
    };
  }

  override trades(trades: ReplayTrades): ReplayTrades {
    return {
      ...trades,
      trades: trades.trades.map((trade) => this.#trade(trade)),
      position: trades.position && this.#position(trades.position),
      positions: trades.positions?.map((position) => this.#position(position)),
    };
  }

  /** The state in an update has passed the veil already. */
  override update(update: MetricsUpdate): MetricsUpdate {
    return {
      ...update,
      frames: update.frames.filter((frame) => this.#isOurs(frame)).map((frame) => this.frame(frame)),
      events: this.#events(update.events),
      signals: this.#signals(update.signals),
      trades: update.trades.map((trade) => this.#trade(trade)),
      position: update.position && this.#position(update.position),
      positions: update.positions?.map((position) => this.#position(position)),
    };
  }

  override toast(toast: AlertToast): AlertToast {
    return { ...toast, events: this.#events(toast.events), signals: this.#signals(toast.signals) };
  }

  /** Rows that are computed would tell how far into the recording this is. */
  override progress(progress: ReplayProgress): ReplayProgress {
    if (!this.#identity) return progress;
    return { ...progress, done: Math.floor((100 * progress.done) / progress.total), total: 100 };
  }

  /** What is revealed is revealed; the signals are told in the rows and times that the viewer knows. */
  override verdict(verdict: BlindVerdict): BlindVerdict {
    const signals = verdict.signals.map((signal) => ({
      ...signal,
      row: this.#row(signal.row),
      time: this.#time(signal.time),
    }));
    return { ...verdict, signals };
  }

  get #name(): LaneRef {
    const { venue, symbol } = this.#lane.key;
    return this.#identity ? { venue: BLIND_NAME, symbol: BLIND_NAME } : { venue, symbol };
  }
  get #start(): number {
    return this.#lane.tape.openTime[this.first];
  }

  #isOurs({ venue, symbol }: LaneRef): boolean {
    return venue === this.#lane.key.venue && symbol === this.#lane.key.symbol;
  }
  #row(row: number): number {
    return row - this.first;
  }
  #time(time: number): number {
    return time - this.#shift;
  }
  #price<T extends number | null>(price: T): T {
    return (price === null ? null : price * this.#scales.price) as T;
  }

  #values(values: ReplayBar['values']): ReplayBar['values'] {
    const seen = Object.entries(values).map(([name, value]) => {
      if (value === null) return [name, null];
      const seen = TIMES.has(name) ? this.#time(value) : value * factorOf(name, this.#scales);
      return [name, Number.isNaN(seen) ? null : seen];
    });
    return Object.fromEntries(seen) as ReplayBar['values'];
  }

  #signals(signals: readonly SignalRow[]): SignalRow[] {
    return signals.filter((signal) => this.#isOurs(signal)).map((signal) => this.#signal(signal));
  }
  #signal(signal: SignalRow): SignalRow {
    return { ...signal, ...this.#name, row: this.#row(signal.row), time: this.#time(signal.time) };
  }

  /** A correlation break names another symbol; everything else is told without words and numbers. */
  #events(events: readonly EngineEvent[]): EngineEvent[] {
    return events
      .filter((event) => this.#isOurs(event) && event.type !== 'CORRELATION_BREAK')
      .map((event) => ({
        ...event,
        ...this.#name,
        row: this.#row(event.row),
        time: this.#time(event.time),
        knownAt: this.#time(event.knownAt),
        title: TITLES[event.type],
        description: '',
        data: {},
      }));
  }

  #trade(trade: TradeRow): TradeRow {
    return {
      ...trade,
      ...this.#name,
      entryRow: this.#row(trade.entryRow),
      entryTime: this.#time(trade.entryTime),
      entryPrice: this.#price(trade.entryPrice),
      exitRow: this.#row(trade.exitRow),
      exitTime: this.#time(trade.exitTime),
      exitPrice: this.#price(trade.exitPrice),
      size: trade.size / this.#scales.price,
      cause: {
        ...trade.cause,
        row: this.#row(trade.cause.row),
        time: this.#time(trade.cause.time),
      },
    };
  }

  #position(position: PositionState): PositionState {
    return {
      ...position,
      ...this.#name,
      entryRow: this.#row(position.entryRow),
      entryTime: this.#time(position.entryTime),
      entryPrice: this.#price(position.entryPrice),
      size: position.size / this.#scales.price,
      stop: this.#price(position.stop),
      target: this.#price(position.target),
      liquidation: this.#price(position.liquidation),
    };
  }
}
