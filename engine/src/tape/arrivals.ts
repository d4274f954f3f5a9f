import { HindcastError } from '../errors.ts';
import { timeframeMs, type Timeframe, type UtcMs } from '../time.ts';
import { BAR_FIELDS, type BarField, type BarInput } from './fields.ts';

/**
 * Kinds of input, in the order in which those known at the same instant are taken: slow series before the bar they
 * belong to, so that a bar and what was published with it are seen together.
 */
export const ARRIVAL_KINDS = ['funding', 'openInterest', 'ratios', 'liquidations', 'bar'] as const;
export type ArrivalKind = (typeof ARRIVAL_KINDS)[number];

/** One input of one lane, with its two times. */
export interface Arrival {
  /** Place of the lane in the market. */
  lane: number;
  kind: ArrivalKind;
  /** What it is about: the open of a bar; the stamp of a published value (UTC ms). */
  happenedAt: UtcMs;
  /** When it was known here (UTC ms). */
  knownAt: UtcMs;
  /** Order of receipt: decides between inputs of the same kind known at the same instant. */
  sequence: number;
  values: Partial<Record<BarField, number>>;
}

/** The order in which inputs are taken: by the time they were known, then by kind, then by receipt. */
export function compareArrivals(a: Arrival, b: Arrival): number {
  return (
    a.knownAt - b.knownAt ||
    ARRIVAL_KINDS.indexOf(a.kind) - ARRIVAL_KINDS.indexOf(b.kind) ||
    a.sequence - b.sequence
  );
}

export interface SliceOptions {
  timeframe: Timeframe;
  lanes: number;
  /** How long after a bar's close its slice waits for late inputs, in milliseconds; Infinity: until it is decided by hand. */
  grace: number;
  /** Open of the first slice; that of the first bar when left out. */
  first?: UtcMs;
  /** A published value older than this at a bar's close is not used (milliseconds). */
  staleAfter: Readonly<Record<Exclude<ArrivalKind, 'bar' | 'liquidations'>, number>>;
}

/** What was not as it should be, counted. */
export interface ArrivalCounts {
  /** Bars and liquidations known only after their slice was decided: they change nothing. */
  late: number;
  /** A second value for the same stamp, different from the first: it changes nothing that was decided. */
  revised: number;
  /** A second value for the same stamp, equal to the first. */
  repeated: number;
  /** Values that had gone stale by the close of a bar: NaN there. */
  stale: number;
}

/** One row of the market, as it was known when it was decided. */
export interface Slice {
  openTime: UtcMs;
  bars: (BarInput | undefined)[];
}

interface Held {
  happenedAt: UtcMs;
  values: Partial<Record<BarField, number>>;
}

type Series = Exclude<ArrivalKind, 'bar' | 'liquidations'>;
const NOTHING: Held['values'] = {};

/**
 * Turns a stream of inputs, in the order of {@link compareArrivals}, into slices: at `close + grace` each bar is decided
 * from what was known by then. What comes later is counted and changes nothing before it; a published value that came late
 * is simply seen from the next slice on.
 */
export class SliceAssembler {
  readonly counts: ArrivalCounts = { late: 0, revised: 0, repeated: 0, stale: 0 };
  readonly #options: SliceOptions;
  readonly #ms: number;
  /** Published values by stamp, oldest first: those that a slice to come may still use. */
  readonly #held: Record<Series, Held[]>[];
  readonly #pending: Map<UtcMs, BarInput>[];
  #last: Arrival | undefined;
  /** Open of the next slice to be decided; NaN before the first bar. */
  #next = NaN;

  constructor(options: SliceOptions) {
    this.#options = options;
    this.#ms = timeframeMs(options.timeframe);
    this.#next = options.first ?? NaN;
    this.#held = Array.from({ length: options.lanes }, () => ({
      funding: [],
      openInterest: [],
      ratios: [],
    }));
    this.#pending = Array.from({ length: options.lanes }, () => new Map());
  }

  /** Takes one input in and returns the slices that were decided before it was known. */
  push(arrival: Arrival): Slice[] {
    if (this.#last && compareArrivals(this.#last, arrival) > 0) throw outOfOrder(this.#last, arrival);
    this.#last = arrival;
    const decided = this.decideUntil(arrival.knownAt);
    if (arrival.kind === 'bar' || arrival.kind === 'liquidations') this.#takeBar(arrival);
    else this.#takeSeries(arrival.kind, arrival);
    return decided;
  }

  /** Decides every slice whose close and grace lie before `now`. */
  decideUntil(now: UtcMs): Slice[] {
    const slices: Slice[] = [];
    while (this.#next + this.#ms + this.#options.grace < now) slices.push(this.#decide());
    return slices;
  }

  /** Decides the next slice now, with what is known: live, when every bar of it is there. None before the first bar. */
  decideNext(): Slice[] {
    return Number.isNaN(this.#next) ? [] : [this.#decide()];
  }

  #takeBar({ lane, happenedAt, knownAt, values }: Arrival): void {
    if (Number.isNaN(this.#next)) this.#next = this.#firstOpen(happenedAt, knownAt);
    if (happenedAt < this.#next) {
      this.counts.late++;
      return;
    }
    const pending = this.#pending[lane];
    const bar = pending.get(happenedAt);
    if (!bar) {
      pending.set(happenedAt, { ...values, openTime: happenedAt });
      return;
    }
    for (const field of BAR_FIELDS) {
      const value = values[field];
      if (value === undefined) continue;
      const before = bar[field];
      // Until its slice is decided a bar may still be corrected; that it was is worth counting.
      if (before !== undefined) this.counts[Object.is(before, value) ? 'repeated' : 'revised']++;
      bar[field] = value;
    }
  }

  /** The first slice is that of the first bar, unless it should have been decided before that bar was known. */
  #firstOpen(happenedAt: UtcMs, knownAt: UtcMs): UtcMs {
    let open = happenedAt;
    while (open + this.#ms + this.#options.grace < knownAt) open += this.#ms;
    return open;
  }

  #takeSeries(kind: Series, { lane, happenedAt, values }: Arrival): void {
    const held = this.#held[lane][kind];
    // Slices up to this.#next were decided without it.
    if (happenedAt <= this.#next) this.counts.late++;
    const place = held.findLastIndex((one) => one.happenedAt <= happenedAt);
    const before = held[place];
    if (before?.happenedAt === happenedAt) {
      this.counts[sameValues(before.values, values) ? 'repeated' : 'revised']++;
      held[place] = { happenedAt, values };
    } else held.splice(place + 1, 0, { happenedAt, values });
  }

  #decide(): Slice {
    const openTime = this.#next;
    const close = openTime + this.#ms;
    const bars = this.#pending.map((pending, lane) => {
      const bar = pending.get(openTime);
      pending.delete(openTime);
      return bar && this.#completed(bar, lane, close);
    });
    this.#next = close;
    return { openTime, bars };
  }

  /**
   * A bar with the published values of its lane that hold at `close` where it says nothing itself. Every field is there, NaN
   * where nothing is known, so that the bars of all lanes are objects of one shape.
   */
  #completed(bar: BarInput, lane: number, close: UtcMs): BarInput {
    const interest = this.#valuesAt('openInterest', lane, close);
    const ratios = this.#valuesAt('ratios', lane, close);
    const funding = this.#valuesAt('funding', lane, close);
    return {
      openTime: bar.openTime,
      open: bar.open ?? NaN,
      high: bar.high ?? NaN,
      low: bar.low ?? NaN,
      close: bar.close ?? NaN,
      volume: bar.volume ?? NaN,
      takerBuyVolume: bar.takerBuyVolume ?? NaN,
      quoteVolume: bar.quoteVolume ?? NaN,
      trades: bar.trades ?? NaN,
      openInterest: bar.openInterest ?? interest.openInterest ?? NaN,
      openInterestUsd: bar.openInterestUsd ?? interest.openInterestUsd ?? NaN,
      globalLongShort: bar.globalLongShort ?? ratios.globalLongShort ?? NaN,
      topLongShortAccounts: bar.topLongShortAccounts ?? ratios.topLongShortAccounts ?? NaN,
      topLongShortPositions: bar.topLongShortPositions ?? ratios.topLongShortPositions ?? NaN,
      takerLongShort: bar.takerLongShort ?? ratios.takerLongShort ?? NaN,
      fundingRate: bar.fundingRate ?? funding.fundingRate ?? NaN,
      fundingIntervalHours: bar.fundingIntervalHours ?? funding.fundingIntervalHours ?? NaN,
      fundingTime: bar.fundingTime ?? funding.fundingTime ?? NaN,
      liquidatedLongUsd: bar.liquidatedLongUsd ?? NaN,
      liquidatedShortUsd: bar.liquidatedShortUsd ?? NaN,
    };
  }

  /** What was published last by `close`; nothing where that has gone stale. A value stamped after the close is not of this bar. */
  #valuesAt(kind: Series, lane: number, close: UtcMs): Held['values'] {
    const held = this.#held[lane][kind];
    let place = held.length - 1;
    while (place >= 0 && held[place].happenedAt > close) place--;
    if (place < 0) return NOTHING;
    // What is older than the value in use is never used again.
    if (place > 0) held.splice(0, place);
    const { happenedAt, values } = held[0];
    if (close - happenedAt <= this.#options.staleAfter[kind]) return values;
    this.counts.stale++;
    return NOTHING;
  }
}

function sameValues(a: Held['values'], b: Held['values']): boolean {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<BarField>;
  return [...fields].every((field) => Object.is(a[field], b[field]));
}

function outOfOrder(last: Arrival, arrival: Arrival): HindcastError {
  return new HindcastError(
    'ARRIVALS_OUT_OF_ORDER',
    `An input known at ${arrival.knownAt} came after one known at ${last.knownAt}.`,
    'Sort recorded inputs with compareArrivals before replaying them.',
    { field: 'knownAt' },
  );
}
