import { signalsAt, type EngineEvent, type Lane } from '@hindcast/engine';
import type {
  AlertToast,
  Frame,
  MetricsUpdate,
  PositionState,
  ReplayState,
  SignalRow,
} from '@hindcast/engine/wire';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from '../simulation/market-track.ts';
import { frameOf } from './frames.ts';
import type { Watch } from './watch.ts';

/** What an update is made of. */
export interface UpdateSource {
  readonly id: string;
  readonly recorded: RecordedMarket;
  readonly track: MarketTrack | null;
  readonly watched: Pick<Watch, 'lanes' | 'higher' | 'columns'>;
  state(): ReplayState;
}

/** The signals of rows [from, to), row by row. */
export function signalsBetween(lanes: readonly Lane[], from: number, to: number, minTier = 1): SignalRow[] {
  const least = 1 << (minTier - 1);
  const found: SignalRow[] = [];
  for (const lane of lanes) {
    const tiers = lane.column('tiers').data;
    for (let row = from; row < to; row++) if (tiers[row] >= least) found.push(...signalsAt(lane, row));
  }
  return found.filter((signal) => signal.tier >= minTier).sort((a, b) => a.row - b.row);
}

/** Signals that one update carries at most, each with its explanation: a stride over a thousand bars would bring thousands. */
const MOST_SIGNALS = 16;

/** The newest signals of rows [from, to), row by row; which tiers a bar carries stands in the frames for every one of them. */
export function newestSignals(lanes: readonly Lane[], from: number, to: number): SignalRow[] {
  const columns = lanes.map((lane) => lane.column('tiers').data);
  let first = to;
  for (let found = 0; first > from && found < MOST_SIGNALS; first--) {
    for (const tiers of columns) found += signalsIn(tiers[first - 1]);
  }
  return signalsBetween(lanes, first, to);
}

/** How many tiers a mask names. */
function signalsIn(mask: number): number {
  let count = 0;
  for (let rest = mask > 0 ? mask : 0; rest > 0; rest &= rest - 1) count++;
  return count;
}

/** Everything that rows [from, to) brought: they have just been played. */
export function updateOf(source: UpdateSource, from: number, to: number): MetricsUpdate {
  const { recorded, track } = source;
  return {
    source: 'replay',
    session: source.id,
    state: source.state(),
    frames: framesOf(source, from, to),
    events: [...recorded.events(from, to)],
    signals: newestSignals(recorded.lanes, from, to),
    trades: track ? [...track.tradesClosed(from, to)] : [],
    ...positionsOf(source, to - 1),
  };
}

/** The rows of every lane that is looked at; in a higher timeframe those bars that closed in rows [from, to). */
function framesOf({ recorded, watched }: UpdateSource, from: number, to: number): Frame[] {
  const { lanes, higher, columns } = watched;
  const own = lanes.map((lane) => frameOf(recorded, lane, from, to, columns));
  const closed = higher.flatMap(({ lane, of }) => {
    const [first, end] = [of.closedBy(from), of.closedBy(to)];
    return end > first ? [frameOf(recorded, lane, first, end, columns)] : [];
  });
  return [...own, ...closed];
}

/** The positions that were open after a row: all of them, and the one on the lanes that are looked at. */
export function positionsOf(
  { track, watched }: Pick<UpdateSource, 'track' | 'watched'>,
  row: number,
): { position: PositionState | null; positions: PositionState[] } {
  const positions = track?.positionsAt(row) ?? [];
  const position = positions.find(({ venue, symbol }) =>
    watched.lanes.some(({ key }) => key.venue === venue && key.symbol === symbol),
  );
  return { position: position ?? null, positions };
}

/** What of an update is announced: signals from a tier upwards, and every word of a detector. */
export function toastOf(update: MetricsUpdate, minTier: number): AlertToast | null {
  const signals = update.signals.filter((signal) => signal.tier >= minTier);
  const events: EngineEvent[] = update.events;
  if (signals.length === 0 && events.length === 0) return null;
  return { source: update.source, session: update.session, signals, events };
}
