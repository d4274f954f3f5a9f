import {
  METRIC_NAMES,
  Tape,
  timeframeMs,
  Universe,
  type EngineConfig,
  type BarInput,
  type Timeframe,
  type UtcMs,
} from '@hindcast/engine';
import { LiveView } from './live-view.ts';
import { SliceDigest, type LaneLinks, type SliceChecks } from './slice-digest.ts';

/** Open time and the 19 bar fields. */
const BAR_COLUMNS = 20;
const BYTES_PER_VALUE = 8;

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

/** What one slice added: rows by timeframe, and the link of the digest chain. */
export interface PushedSlice {
  openTime: UtcMs;
  rows: { view: LiveView; from: number; to: number }[];
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

  /** `warm` are the bars before {@link LiveMarketPlan.firstLive}, lane by lane, ascending. */
  constructor(plan: LiveMarketPlan, warm: readonly (readonly BarInput[])[]) {
    this.plan = plan;
    const [base, ...higher] = plan.timeframes;
    const tapes = plan.lanes.map((lane, k) => warmTape(plan, { ...lane, timeframe: base }, warm[k]));
    this.#universe = new Universe(tapes, higher, { config: plan.config });
    this.#universe.advance(this.#universe.base.rows);
    this.#digest = new SliceDigest(this.#universe.markets);
    this.views = new Map(
      [...this.#universe.markets].map(([timeframe, market]) => [timeframe, new LiveView(timeframe, market)]),
    );
    for (const view of this.views.values()) view.follow();
    this.#digest.advance();
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

  /** Appends a slice and computes it in every timeframe that it closes. */
  push(openTime: UtcMs, bars: readonly (BarInput | undefined)[]): PushedSlice {
    this.#universe.push(openTime, bars);
    const checks = this.#digest.advance();
    const rows = [...this.views.values()].flatMap((view) => {
      const from = view.rows;
      view.follow();
      return view.rows > from ? [{ view, from, to: view.rows }] : [];
    });
    return { openTime, rows, digest: this.#digest.digest, checks };
  }
}

/** The bars before the first live slice on the full grid, with room to grow: no copy is made of it again. */
function warmTape(
  { firstOpen, firstLive, capacity }: LiveMarketPlan,
  key: { venue: string; symbol: string; timeframe: Timeframe },
  bars: readonly BarInput[],
): Tape {
  const tape = Tape.empty(key, capacity);
  const last = firstLive - timeframeMs(key.timeframe);
  if (last < firstOpen) return tape;
  if (bars[0]?.openTime !== firstOpen) tape.append({ openTime: firstOpen });
  for (const bar of bars) tape.append(bar);
  if ((bars.at(-1)?.openTime ?? firstOpen) !== last) tape.append({ openTime: last });
  return tape;
}

/** Bytes that a row of the base timeframe takes with all columns, on every lane and its share of the higher ones. */
export function bytesPerRow(lanes: number, timeframes: readonly Timeframe[]): number {
  const base = timeframeMs(timeframes[0]);
  const shares = timeframes.reduce((sum, timeframe) => sum + base / timeframeMs(timeframe), 0);
  return lanes * shares * (BAR_COLUMNS + METRIC_NAMES.length) * BYTES_PER_VALUE;
}
