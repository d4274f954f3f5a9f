import {
  NO_TOTALS,
  withTrade,
  type MetricsUpdate,
  type PositionState,
  type TradeRow,
  type TradeTotals,
} from '@hindcast/engine/wire';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { MarketSource } from '$lib/source/market-source.ts';

/** Trades kept for the table and the chart: the newest; the totals count all of them. */
const KEPT = 2_000;
/** As many are asked for after a jump, until somebody reads on in the table: a step must not carry a library along. */
const FEW = 150;
/** While somebody drags, they are asked for this often. */
const PAUSE_MS = 300;

/** The trades that had closed by the cursor, their totals, and the open position. */
export class TradesSoFar {
  readonly #source: MarketSource;
  readonly #queue: LatestOnly<void>;
  #list = $state.raw<readonly TradeRow[]>([]);
  #totals = $state.raw<TradeTotals>(NO_TOTALS);
  #positions = $state.raw<readonly PositionState[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #wanted = FEW;

  constructor(source: MarketSource) {
    this.#source = source;
    this.#queue = new LatestOnly(() => this.#load());
  }

  get list(): readonly TradeRow[] {
    return this.#list;
  }
  get totals(): TradeTotals {
    return this.#totals;
  }
  /** The open positions, on every lane. */
  get positions(): readonly PositionState[] {
    return this.#positions;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  /** From now on all that are kept. */
  readOn(): void {
    if (this.#wanted === KEPT) return;
    this.#wanted = KEPT;
    this.reload();
  }

  /** After a jump: everything anew. */
  reload(): void {
    void this.#queue.push();
  }

  /** While playing: what closed in the rows that just came. */
  add({ trades, positions = [] }: Pick<MetricsUpdate, 'trades' | 'positions'>): void {
    if (!alike(positions, this.#positions)) this.#positions = positions;
    const last = this.#list.at(-1)?.id ?? -Infinity;
    const fresh = trades.filter((trade) => trade.id > last);
    if (fresh.length === 0) return;
    this.#list = [...this.#list, ...fresh].slice(-KEPT);
    this.#totals = fresh.reduce(withTrade, this.#totals);
  }

  forget(): void {
    this.#queue.clear();
    this.#list = [];
    this.#totals = NO_TOTALS;
    this.#positions = [];
    this.#failure = null;
  }

  async #load(): Promise<void> {
    try {
      const answer = await this.#source.trades({ limit: this.#wanted });
      // What says the same stays the same: nothing is drawn anew for it.
      if (!alike(answer.trades, this.#list)) this.#list = answer.trades;
      if (!alike(answer.totals, this.#totals)) this.#totals = answer.totals;
      const positions = answer.positions ?? [];
      if (!alike(positions, this.#positions)) this.#positions = positions;
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
