import {
  MAX_DERIVED_WINDOW,
  parseDerived,
  type ColumnDoc,
  type DerivedName,
  type ReplayOpened,
} from '@hindcast/engine/wire';
import { columnView } from '$lib/format/column-view.ts';
import type { MetricView } from '$lib/format/metrics.ts';

/** Columns that stand on the scale of the price. */
const PRICES: ReadonlySet<string> = new Set(['open', 'high', 'low', 'close', 'ema12', 'ema26']);
/** Functions of a price that are prices themselves. */
const LEVELS: ReadonlySet<DerivedName> = new Set(['sma', 'ema', 'highest', 'lowest']);
/** What is longer is no name that a person would type. */
const LONGEST_NAME = 64;

/** The columns that a chart can be asked for: those of the catalogue, and outside a blind replay those derived from them. */
export class Catalogue {
  readonly columns: readonly string[];
  /** Whether `sma(close,20)` and its like can be had. */
  readonly derived: boolean;
  readonly #names: ReadonlySet<string>;
  readonly #docs: ReadonlyMap<string, ColumnDoc>;

  constructor(columns: readonly string[], docs: readonly ColumnDoc[], derived: boolean) {
    this.columns = columns;
    this.derived = derived;
    this.#names = new Set(columns);
    this.#docs = new Map(docs.map((doc) => [doc.name, doc]));
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.derived && name.length <= LONGEST_NAME && this.#derives(name));
  }

  doc(name: string): ColumnDoc | undefined {
    return this.#docs.get(name);
  }

  view(name: string): MetricView {
    return columnView(name, this.#docs);
  }

  /** Whether it can be laid over the price. */
  isPrice(name: string): boolean {
    if (PRICES.has(name)) return true;
    const parts = parseDerived(name);
    return parts !== undefined && LEVELS.has(parts.fn) && this.isPrice(parts.argument);
  }

  #derives(name: string): boolean {
    const parts = parseDerived(name);
    return parts !== undefined && parts.n >= 1 && parts.n <= MAX_DERIVED_WINDOW && this.has(parts.argument);
  }
}

/** What was opened offers these columns; nothing while nothing is open. */
export const catalogueOf = (opened: ReplayOpened | null): Catalogue =>
  new Catalogue(opened?.columns ?? [], opened?.docs ?? [], opened?.state.blind === undefined);
