import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  alignOpen,
  METRIC_NAMES,
  SliceAssembler,
  Tape,
  timeframeMs,
  Universe,
  type EngineConfig,
  type BarInput,
  type Timeframe,
  type UtcMs,
} from '@hindcast/engine';
import { LiveView } from './live-view.ts';
import { SliceBuffer } from './slice-buffer.ts';
import { SliceDigest, type LaneLinks, type SliceChecks } from './slice-digest.ts';

/** Open time and the 19 bar fields. */
const BAR_COLUMNS = 20;
const BYTES_PER_VALUE = 8;

/** Rows of all lanes together that are computed before others get their turn. */
const LANE_ROWS_AT_ONCE = 2_000;

/**
 * The last rows of the past are taken one by one, as live rows are: the first of those must not wait for a compiler. With
 * fewer, what closes with the higher timeframes is not compiled by then.
 */
const REHEARSED_ROWS = 96;

/** A bar with its lane. */
export interface LaneBar {
  venue: string;
  symbol: string;
  bar: BarInput;
}

export interface LiveMarketPlan {
  lanes: readonly { venue: string; symbol: string }[];
  /** Base timeframe first. */
  timeframes: readonly Timeframe[];
  config: EngineConfig;
  /** Open of the first row, and of the row after the last of the warm start. */
  firstOpen: UtcMs;
  firstLive: UtcMs;
  /** Rows of the base timeframe that there is room for. */
  capacity: number;
}

/** Rows of one timeframe that a slice added. */
export interface PushedRows {
  view: LiveView;
  from: number;
  to: number;
}

/** What one slice added: rows by timeframe. */
export interface PushedSlice {
  openTime: UtcMs;
  rows: PushedRows[];
}

/** The link of the digest chain after a slice, and what tells where two runs part. */
export interface SliceSeal {
  digest: string;
  checks: SliceChecks[];
}

/**
 * The engine on the live market: one {@link Universe} over all lanes and timeframes, warmed from bars that are known, and
 * then advanced slice by slice. Parity builds the very same from the stored bars.
 */
export class LiveMarket {
  readonly plan: LiveMarketPlan;
  readonly views: ReadonlyMap<Timeframe, LiveView>;
  readonly #universe: Universe;
  readonly #digest: SliceDigest;

  private constructor(plan: LiveMarketPlan, tapes: readonly Tape[]) {
    this.plan = plan;
    this.#universe = new Universe(tapes, plan.timeframes.slice(1), { config: plan.config });
    this.#digest = new SliceDigest(this.#universe.markets);
    this.views = new Map(
      [...this.#universe.markets].map(([timeframe, market]) => [timeframe, new LiveView(timeframe, market)]),
    );
  }

  /**
   * Builds the market of a plan from the bars before {@link LiveMarketPlan.firstLive}, given in blocks of ascending time.
   * In between everybody else gets the event loop.
   *
   * @param settled called when the last rows are about to be taken, and when they have been: what was needed before is left behind
   */
  static async warm(
    plan: LiveMarketPlan,
    blocks: AsyncIterable<readonly LaneBar[]>,
    settled: () => void = () => {},
  ): Promise<LiveMarket> {
    const timeframe = plan.timeframes[0];
    const ms = timeframeMs(timeframe);
    const tapes = plan.lanes.map((lane) => Tape.empty({ ...lane, timeframe }, plan.capacity));
    const place = new Map(plan.lanes.map(({ venue, symbol }, k) => [`${venue} ${symbol}`, k]));
    // A tape begins with a row of its own; what is rehearsed comes after it.
    const rehearsedFrom = Math.max(plan.firstOpen + ms, plan.firstLive - REHEARSED_ROWS * ms);
    const rehearsed = new SliceBuffer(plan.lanes.length, { from: rehearsedFrom, to: plan.firstLive, ms });
    if (plan.firstLive > plan.firstOpen) {
      for await (const block of blocks) {
        for (const { venue, symbol, bar } of block) {
          const lane = place.get(`${venue} ${symbol}`);
          if (lane === undefined) continue;
          if (!rehearsed.put(lane, bar)) appendOnGrid(tapes[lane], bar, plan.firstOpen);
        }
      }
      const last = { openTime: rehearsedFrom - ms };
      for (const tape of tapes) {
        if (tape.rows === 0 || tape.openTime[tape.rows - 1] < last.openTime)
          appendOnGrid(tape, last, plan.firstOpen);
      }
    }
    const market = new LiveMarket(plan, tapes);
    await market.#catchUp();
    settled();
    await market.#rehearse(rehearsedFrom, rehearsed, settled);
    market.#digest.settle();
    return market;
  }

  /** Rows of the base timeframe. */
  get rows(): number {
    return this.#universe.cursor;
  }

  /** Whether the next slice would have the columns grow: time to begin anew with a shorter past. */
  get isFull(): boolean {
    return this.rows >= this.plan.capacity;
  }

  /** The link of the digest chain after the last slice. */
  get digest(): string {
    return this.#digest.digest;
  }

  links(): LaneLinks[] {
    return this.#digest.links();
  }

  async #catchUp(): Promise<void> {
    const rows = Math.max(1, Math.floor(LANE_ROWS_AT_ONCE / this.plan.lanes.length));
    const { base } = this.#universe;
    while (this.#universe.cursor < base.rows) {
      this.#universe.advance(Math.min(base.rows, this.#universe.cursor + rows));
      this.#digest.advance();
      await nextTurn();
    }
    this.#follow();
  }

  /** Takes the last rows of the past as live rows are taken: put together, pushed and sealed, one after the other. */
  async #rehearse(first: UtcMs, past: SliceBuffer, settled: () => void): Promise<void> {
    const { lanes, timeframes } = this.plan;
    const assembler = new SliceAssembler({
      ...{ timeframe: timeframes[0], lanes: lanes.length, grace: Infinity, first },
      staleAfter: { openInterest: Infinity, ratios: Infinity, funding: Infinity },
    });
    let sequence = 0;
    for (const { openTime, bars } of past.slices()) {
      bars.forEach((values, lane) => {
        if (values)
          assembler.push({
            ...{ lane, kind: 'bar', values },
            ...{ happenedAt: openTime, knownAt: openTime, sequence: sequence++ },
          });
      });
      const [slice] = assembler.decideNext();
      this.push(openTime, slice.bars);
      this.#digest.advance();
      await nextTurn();
    }
    settled();
  }

  #follow(): void {
    for (const view of this.views.values()) view.follow();
  }

  /**
   * Appends a slice and computes it in every timeframe that it closes. {@link seal} follows, once before the next: readers
   * need not wait for the digests.
   */
  push(openTime: UtcMs, bars: readonly (BarInput | undefined)[]): PushedSlice {
    const base = this.pushBase(openTime, bars);
    return { openTime, rows: [base, ...this.pushHigher()] };
  }

  /** The first half of {@link push}: the base timeframe alone. {@link pushHigher} is due before anything but readers comes. */
  pushBase(openTime: UtcMs, bars: readonly (BarInput | undefined)[]): PushedRows {
    const [view] = this.views.values();
    this.#universe.base.push(openTime, bars);
    return followed(view)!;
  }

  /** The other half: the higher timeframes that the slice closes. */
  pushHigher(): PushedRows[] {
    this.#universe.follow();
    return [...this.views.values()].slice(1).flatMap((view) => followed(view) ?? []);
  }

  /** Whether a slice closes bars of higher timeframes as well. */
  closesHigher(openTime: UtcMs): boolean {
    const [base, ...higher] = this.plan.timeframes;
    const close = openTime + timeframeMs(base);
    return higher.some((timeframe) => alignOpen(close, timeframe) === close);
  }

  /** Takes the slice that was pushed last into the digest chain. */
  seal(): SliceSeal {
    const checks = this.#digest.advance();
    return { digest: this.#digest.digest, checks };
  }
}

/** Has a view take in what its market has computed; undefined where that is nothing. */
function followed(view: LiveView): PushedRows | undefined {
  const from = view.rows;
  view.follow();
  return view.rows > from ? { view, from, to: view.rows } : undefined;
}

/** Appends a bar to a tape that begins at `firstOpen`, with a hole there when the source has nothing. */
function appendOnGrid(tape: Tape, bar: BarInput, firstOpen: UtcMs): void {
  if (tape.rows === 0 && bar.openTime > firstOpen) tape.append({ openTime: firstOpen });
  tape.append(bar);
}

/** Bytes that a row of the base timeframe takes with all columns, on every lane and its share of the higher ones. */
export function bytesPerRow(lanes: number, timeframes: readonly Timeframe[]): number {
  const base = timeframeMs(timeframes[0]);
  const shares = timeframes.reduce((sum, timeframe) => sum + base / timeframeMs(timeframe), 0);
  return lanes * shares * (BAR_COLUMNS + METRIC_NAMES.length) * BYTES_PER_VALUE;
}
