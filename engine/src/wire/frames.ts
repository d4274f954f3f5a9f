/**
 * Frames: how rows travel. A frame is a block of rows of one lane, column after column in one
 * `Float64Array`, so that the client reads it without parsing. NaN travels as NaN (binary), never as 0.
 */
export interface FrameHeader {
  venue: string;
  symbol: string;
  timeframe: string;
  /** First row and one past the last row, as indices into the lane. */
  from: number;
  to: number;
  /** Column names, in the order in which they stand in `data`. The first is always `openTime`. */
  columns: string[];
}

export interface Frame extends FrameHeader {
  /** `columns.length * (to - from)` little-endian float64 values, column-major. */
  data: ArrayBuffer | Uint8Array;
}

export interface DecodedFrame extends FrameHeader {
  rows: number;
  column(name: string): Float64Array | undefined;
}

/** Packs columns into a frame; every array is read over rows [from, to). */
export function encodeFrame(
  header: Omit<FrameHeader, 'columns'>,
  columns: ReadonlyArray<readonly [name: string, data: Float64Array]>,
): Frame {
  const rows = header.to - header.from;
  const block = new Float64Array(rows * columns.length);
  columns.forEach(([, data], k) => block.set(data.subarray(header.from, header.to), k * rows));
  return { ...header, columns: columns.map(([name]) => name), data: new Uint8Array(block.buffer) };
}

/**
 * Reads a frame. The bytes of a view are copied first: a socket hands over a view whose offset need not be a
 * multiple of eight, which a Float64Array cannot stand on.
 */
export function decodeFrame(frame: Frame): DecodedFrame {
  // Not `slice()`: on Node a socket hands over a Buffer, whose slice shares its pool instead of copying.
  const block = new Float64Array(new Uint8Array(frame.data).buffer);
  const rows = frame.to - frame.from;
  if (block.length !== rows * frame.columns.length) {
    throw new RangeError(
      `frame of ${rows} rows x ${frame.columns.length} columns holds ${block.length} values`,
    );
  }
  const index = new Map(frame.columns.map((name, k) => [name, k]));
  const { venue, symbol, timeframe, from, to, columns } = frame;
  return {
    venue,
    symbol,
    timeframe,
    from,
    to,
    columns,
    rows,
    column(name) {
      const k = index.get(name);
      return k === undefined ? undefined : block.subarray(k * rows, (k + 1) * rows);
    },
  };
}
