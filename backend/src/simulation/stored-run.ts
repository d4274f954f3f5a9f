import {
  bucketRows,
  TRADE,
  TRADE_FIELDS,
  tradeDetailOf,
  type EquityCurve,
  type SimulationReport,
  type TradeSource,
} from '@hindcast/engine/simulation';
import type { Equity, Trade } from './dto/result.dto.ts';
import type { TradeSort } from './dto/run.queries.ts';
import { CURVE_COLUMNS, CURVE_POINTS } from './execute-run.ts';

const STRIDE = TRADE_FIELDS.length;
/** Fields whose place in the store has another name, or that are computed. */
const NET = { size: TRADE.size, entry: TRADE.entryPrice, net: TRADE.netPnl };

/** Entry rules of a strategy, as written. */
export type RuleTexts = TradeSource['rules'];

/** What came out of a run, as it was kept. */
export class StoredRun {
  readonly report: SimulationReport;
  readonly #trades: Float64Array;
  readonly #curve: Float64Array;
  readonly #source: TradeSource;
  readonly #orders = new Map<TradeSort, Uint32Array>();

  constructor(report: SimulationReport, trades: Float64Array, curve: Float64Array, rules: RuleTexts) {
    this.report = report;
    this.#trades = trades;
    this.#curve = curve;
    const { lanes, startRow, range } = report;
    this.#source = {
      length: trades.length / STRIDE,
      get: (trade, field) => trades[trade * STRIDE + TRADE[field]],
      lanes,
      rules,
      timeOf: (row) => (range.from ?? NaN) + (row - startRow) * range.timeframeMs,
    };
  }

  get bytes(): number {
    return this.#trades.byteLength + this.#curve.byteLength;
  }

  get length(): number {
    return this.#source.length;
  }

  /** A part of the trades, in some order. */
  trades(from = 0, to = this.length, sort: TradeSort = 'id'): Trade[] {
    const rows = this.#order(sort).subarray(from, to);
    return Array.from(rows, (row) => tradeDetailOf(this.#source, row));
  }

  /** The curve in at most `points` places: neighbours of what was kept are put together. */
  equity(points: number): Equity {
    const curve = this.#kept();
    const { rows } = this.report.range;
    const kept = bucketRows(rows, CURVE_POINTS);
    const group = Math.max(1, Math.ceil(curve.time.length / points));
    const merged: Equity = {
      rows,
      bucketRows: kept * group,
      time: [],
      equity: [],
      low: [],
      high: [],
      drawdownPct: [],
      buyAndHold: [],
      exposurePct: [],
    };
    for (let from = 0; from < curve.time.length; from += group) {
      const to = Math.min(curve.time.length, from + group);
      merged.time.push(curve.time[to - 1]);
      merged.equity.push(curve.equity[to - 1]);
      merged.low.push(Math.min(...curve.low.slice(from, to)));
      merged.high.push(Math.max(...curve.high.slice(from, to)));
      merged.drawdownPct.push(Math.max(...curve.drawdownPct.slice(from, to)));
      merged.buyAndHold.push(curve.buyAndHold[to - 1]);
      merged.exposurePct.push(weighted(curve.exposurePct, from, to, kept, rows));
    }
    return merged;
  }

  #kept(): Record<keyof EquityCurve, Float64Array> {
    const length = this.#curve.length / CURVE_COLUMNS.length;
    return Object.fromEntries(
      CURVE_COLUMNS.map((column, k) => [column, this.#curve.subarray(k * length, (k + 1) * length)]),
    ) as Record<keyof EquityCurve, Float64Array>;
  }

  /** Indices of the trades in some order; where two are equal, the one that closed first comes first. */
  #order(sort: TradeSort): Uint32Array {
    const known = this.#orders.get(sort);
    if (known) return known;
    const order = Uint32Array.from({ length: this.length }, (_, k) => k);
    const down = sort.startsWith('-');
    const field = down ? sort.slice(1) : sort;
    if (field !== 'id') {
      const keys = this.#keys(field);
      order.sort((a, b) => compare(keys[a], keys[b], down) || a - b);
    } else if (down) order.reverse();
    this.#orders.set(sort, order);
    return order;
  }

  #keys(field: string): readonly (number | string)[] {
    const trades = Array.from({ length: this.length }, (_, k) => k);
    const at = (trade: number, place: number): number => this.#trades[trade * STRIDE + place];
    if (field === 'symbol') return trades.map((k) => this.report.lanes[at(k, TRADE.lane)].symbol);
    if (field === 'exitReason') return trades.map((k) => tradeDetailOf(this.#source, k).exitReason);
    if (field === 'returnPct')
      return trades.map((k) => at(k, NET.net) / (at(k, NET.size) * at(k, NET.entry)));
    return trades.map((k) => at(k, TRADE[field as keyof typeof TRADE]));
  }
}

/** Undefined values come last, whichever way. */
function compare(a: number | string, b: number | string, down: boolean): number {
  const [lost, alsoLost] = [a !== a, b !== b];
  if (lost || alsoLost) return Number(lost) - Number(alsoLost);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return down ? -order : order;
}

/** Mean of buckets that have `size` rows each but for the last, which ends the run. */
function weighted(values: Float64Array, from: number, to: number, size: number, rows: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += values[k] * Math.min(size, rows - k * size);
  return sum / (Math.min(to * size, rows) - from * size);
}
