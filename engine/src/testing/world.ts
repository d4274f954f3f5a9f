import { HindcastError } from '../errors.ts';
import { emptyColumns, type BarColumns } from '../tape/fields.ts';
import { MINUTE } from '../time.ts';
import type { PlantedEvent, PlantedKind } from './planted.ts';
import { BARS_PER_DAY, type MarketSpec, type SymbolSpec, type VenueSpec } from './spec.ts';

/** One venue and symbol: what is being filled row by row. */
export interface LaneState {
  readonly v: number;
  readonly s: number;
  readonly venue: VenueSpec;
  readonly symbol: SymbolSpec;
  readonly columns: BarColumns;
}

/** What all processes of the simulation share: the columns, and the list of what was planted. */
export class World {
  readonly spec: MarketSpec;
  readonly rows: number;
  readonly openTime: Float64Array;
  /** Venue by venue, symbol by symbol. */
  readonly lanes: readonly LaneState[];
  readonly planted: PlantedEvent[] = [];
  /** Per symbol: standard deviation of the bar's log return as the process meant it. */
  readonly sigma: readonly Float64Array[];

  constructor(spec: MarketSpec) {
    if (spec.venues.length < 1 || spec.venues.length > 2) throw venuesRefused(spec.venues.length);
    this.spec = spec;
    this.rows = spec.days * BARS_PER_DAY;
    this.openTime = new Float64Array(this.rows);
    for (let i = 0; i < this.rows; i++) this.openTime[i] = spec.start + i * 5 * MINUTE;
    this.lanes = spec.venues.flatMap((venue, v) =>
      spec.symbols.map((symbol, s) => ({ v, s, venue, symbol, columns: emptyColumns(this.rows) })),
    );
    this.sigma = spec.symbols.map(() => new Float64Array(this.rows));
  }

  lane(v: number, s: number): LaneState {
    return this.lanes[v * this.spec.symbols.length + s];
  }

  /** Notes a planted event; rows are cut to the recording, and what lies beyond it is not there. */
  plant(
    kind: PlantedKind,
    where: { symbol: string; venue?: string },
    fromRow: number,
    toRow: number,
    detail: PlantedEvent['detail'],
    findable = true,
  ): void {
    if (fromRow >= this.rows) return;
    const last = Math.min(toRow, this.rows - 1);
    const { symbol, venue } = where;
    const times = { fromTime: this.openTime[fromRow], toTime: this.openTime[last] };
    const place = venue === undefined ? { symbol } : { symbol, venue };
    this.planted.push({ kind, ...place, fromRow, toRow: last, ...times, findable, detail });
  }
}

function venuesRefused(count: number): HindcastError {
  return new HindcastError(
    'MARKET_VENUES',
    `The market cannot be simulated on ${count} venues.`,
    'Give it one or two: the second is held at a planted distance from the first.',
    { field: 'venues' },
  );
}

/** One row after another: every part of the market is one of these. */
export interface Process {
  step(row: number): void;
}

export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

/** Nearest multiple of 1/perUnit, as the decimal number that a venue would publish. */
export const roundTo = (x: number, perUnit: number): number => Math.round(x * perUnit) / perUnit;

export const rowOfDay = (day: number): number => Math.round(day * BARS_PER_DAY);
