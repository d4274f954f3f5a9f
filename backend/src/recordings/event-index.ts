import {
  EVENT_COLUMNS,
  eventsAt,
  PAIR_EVENT_COLUMNS,
  pairEventsAt,
  type EngineEvent,
  type Market,
} from '@hindcast/engine';

/** Something that may speak at a row, and the columns whose change makes it speak. */
interface Speaker {
  columns: () => readonly Float64Array[];
  at: (row: number) => EngineEvent[];
}

/**
 * The events of a market's computed rows, in the order of rows. Asking every detector at every row would cost
 * more than computing them: only rows at which a state column changes are asked.
 */
export class EventIndex {
  readonly #speakers: readonly Speaker[];
  readonly #events: EngineEvent[] = [];

  constructor(market: Market) {
    const lanes = market.lanes.map((lane): Speaker => {
      // The columns, not their arrays: those are replaced when the lane grows.
      const columns = EVENT_COLUMNS.filter((name) => lane.has(name)).map((name) => lane.column(name));
      return {
        columns: () => columns.map(({ data }) => data),
        at: (row) => eventsAt(lane, row),
      };
    });
    const pairs = market.pairs.map((pair): Speaker => ({
      columns: () => PAIR_EVENT_COLUMNS.map((name) => pair.columns[name].data),
      at: (row) => pairEventsAt(pair, row),
    }));
    this.#speakers = [...lanes, ...pairs];
  }

  /** Takes in rows [from, to), which have just been computed. */
  extend(from: number, to: number): void {
    const found: EngineEvent[] = [];
    for (const { columns, at } of this.#speakers) {
      for (const row of changedRows(columns(), from, to)) found.push(...at(row));
    }
    // Speakers were asked one after the other; within a row their order stays.
    found.sort((a, b) => a.row - b.row);
    this.#events.push(...found);
  }

  /** The events of rows [from, to). */
  between(from: number, to: number): readonly EngineEvent[] {
    return this.#events.slice(this.#firstAtOrAfter(from), this.#firstAtOrAfter(to));
  }

  #firstAtOrAfter(row: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle].row < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Rows of [from, to) at which one of the columns differs from the row before (NaN is the same as NaN). */
function changedRows(columns: readonly Float64Array[], from: number, to: number): number[] {
  const rows = new Set<number>();
  for (const data of columns) {
    let before = from > 0 ? data[from - 1] : NaN;
    for (let i = from; i < to; i++) {
      const now = data[i];
      if (now !== before && (now === now || before === before)) rows.add(i);
      before = now;
    }
  }
  return [...rows].sort((a, b) => a - b);
}
