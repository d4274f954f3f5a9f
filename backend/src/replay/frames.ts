import { BAR_FIELDS, HindcastError, METRIC_NAMES, type Lane } from '@hindcast/engine';
import { encodeFrame, type Frame } from '@hindcast/engine/wire';
import type { RecordedMarket } from '../recordings/recorded-market.ts';

/** Every column a lane has by itself, bar fields first. */
export const SESSION_COLUMNS: readonly string[] = [...BAR_FIELDS, ...METRIC_NAMES];

/** Rows [from, to) of a lane as they travel, each column once. The caller has made sure that they are computed and may be seen. */
export function frameOf(
  recorded: Pick<RecordedMarket, 'column'>,
  lane: Lane,
  from: number,
  to: number,
  columns: readonly string[] = SESSION_COLUMNS,
): Frame {
  const { venue, symbol, timeframe } = lane.key;
  const openTime = ['openTime', lane.tape.openTime] as const;
  const rest = [...new Set(columns)]
    .filter((name) => name !== 'openTime')
    .map((name) => [name, recorded.column(lane, name).data] as const);
  return encodeFrame({ venue, symbol, timeframe, from, to }, [openTime, ...rest]);
}

/** Refuses a frame that would not fit through. */
export function checkFrameSize(rows: number, columns: number, limit: number): void {
  if (rows * (columns + 1) <= limit) return;
  throw new HindcastError(
    'REPLAY_ROWS_TOO_MANY',
    `${rows} rows of ${columns} columns are more than one answer carries (${limit} values).`,
    `Ask for at most ${Math.floor(limit / (columns + 1))} rows at once, or for fewer columns.`,
    { field: 'to' },
  );
}
