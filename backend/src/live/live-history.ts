import { signalsAt, type EngineEvent } from '@hindcast/engine';
import type { LiveHistory, LiveHistoryRequest, LiveSaid, SignalRow } from '@hindcast/engine/wire';
import type { LiveView } from './live-view.ts';

/** Rows that are read through for what was said, and signals and events of each in one answer: the newest are kept. */
const SAID_ROWS = 2_016;
const SAID_AT_MOST = 500;

/** One column of every lane over its last bars; NaN where there was no bar. */
export function historyOf(view: LiveView, { column, bars }: LiveHistoryRequest): LiveHistory {
  const count = Math.min(bars, view.rows);
  const block = new Float64Array(count * view.lanes.length);
  view.lanes.forEach((lane, k) => {
    block.set(view.column(lane, column).data.subarray(view.rows - count, view.rows), k * count);
  });
  return {
    timeframe: view.timeframe,
    row: view.rows - 1,
    bars: count,
    data: new Uint8Array(block.buffer),
  };
}

/** What tiers and detectors said from a row on, in the order of the bars. */
export function saidFrom(view: LiveView, wanted: number): LiveSaid {
  const to = view.rows;
  const from = Math.min(to, Math.max(wanted, to - SAID_ROWS));
  const events: EngineEvent[] = [...view.events(from, to)].slice(-SAID_AT_MOST);
  return { timeframe: view.timeframe, from, to, signals: signalsFrom(view, from), events };
}

function signalsFrom(view: LiveView, from: number): SignalRow[] {
  const masks = view.lanes.map((lane) => lane.column('tiers').data);
  const newestFirst: SignalRow[] = [];
  for (let row = view.rows - 1; row >= from && newestFirst.length < SAID_AT_MOST; row--) {
    view.lanes.forEach((lane, k) => {
      if (masks[k][row] > 0) newestFirst.push(...signalsAt(lane, row));
    });
  }
  return newestFirst.reverse();
}
