import type { LaneRef, LiveState, WatchList } from '@hindcast/engine/wire';

/** What a board is made of: kept in the browser as it is, for when there is no server. */
export interface BoardData {
  timeframe: string;
  /** Row and close of the bar that it shows; closes are UTC ms. */
  row: number;
  closedAt: number;
  lanes: readonly LaneRef[];
  columns: readonly string[];
  /** Column after column, each with a value for every lane; NaN where missing. */
  values: Float64Array;
}

/** The newest closed bar of every lane: an immutable snapshot. Lanes are named by their place. */
export class Board {
  readonly data: BoardData;
  readonly #place: ReadonlyMap<string, number>;

  constructor(data: BoardData) {
    this.data = data;
    this.#place = new Map(data.columns.map((name, k) => [name, k * data.lanes.length]));
  }

  get lanes(): readonly LaneRef[] {
    return this.data.lanes;
  }
  get row(): number {
    return this.data.row;
  }
  get timeframe(): string {
    return this.data.timeframe;
  }
  get closedAt(): number {
    return this.data.closedAt;
  }

  /** NaN where it is missing or the column is not on the board. */
  at(lane: number, column: string): number {
    const place = this.#place.get(column);
    return place === undefined ? NaN : (this.data.values[place + lane] ?? NaN);
  }

  /** The place of a lane; −1 when it is not watched. */
  find({ venue, symbol }: LaneRef): number {
    return this.lanes.findIndex((lane) => lane.venue === venue && lane.symbol === symbol);
  }
}

/** The board of a list as it came; null before the first bar, and where it does not fit to what is watched. */
export function boardOf(
  state: Pick<LiveState, 'lanes' | 'timeframes'> | null,
  list: WatchList | null,
): Board | null {
  if (!state || !list || list.row < 0 || list.time === null) return null;
  const ms = state.timeframes.find(({ timeframe }) => timeframe === list.timeframe)?.timeframeMs;
  const values = numbersOf(list.data);
  if (ms === undefined || values.length !== state.lanes.length * list.columns.length) return null;
  const { timeframe, row, columns } = list;
  return new Board({ timeframe, row, columns, closedAt: list.time + ms, lanes: state.lanes, values });
}

/** The numbers of a binary block, which need not begin at a multiple of eight bytes. */
export function numbersOf(data: ArrayBuffer | Uint8Array): Float64Array {
  return new Float64Array(new Uint8Array(data).buffer);
}
