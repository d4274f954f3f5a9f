import type { Lane } from '@hindcast/engine';
import type {
  AlertToast,
  BlindVerdict,
  Frame,
  LaneRef,
  MetricsUpdate,
  ReplayBar,
  ReplayOpened,
  ReplayOverview,
  ReplayProgress,
  ReplayState,
  ReplayTrades,
} from '@hindcast/engine/wire';
import type { RecordedMarket } from '../recordings/recorded-market.ts';

/**
 * What stands between a session and its viewer: rows, lanes and times as the viewer names them come in, and everything that
 * goes out passes through. This one hides nothing; a blind replay has another.
 */
export class Veil {
  protected readonly recorded: RecordedMarket;
  /** The first row of the film. */
  readonly first: number = 0;

  constructor(recorded: RecordedMarket) {
    this.recorded = recorded;
  }

  /** One past the last row of the film. */
  get rows(): number {
    return this.recorded.rows;
  }

  row(row: number): number {
    return row;
  }
  rowAt(time: number): number {
    return this.recorded.rowClosedBy(time);
  }
  lane({ venue, symbol }: LaneRef): Lane {
    return this.recorded.lane(venue, symbol);
  }

  /**
   * Everything that is asked for by the name of a column or a timeframe comes through here first.
   *
   * @throws HindcastError where this veil could not hide what is in it
   */
  admit(_columns: readonly string[], _timeframes: readonly string[]): void {}

  opened(opened: ReplayOpened): ReplayOpened {
    return opened;
  }
  state(state: ReplayState): ReplayState {
    return state;
  }
  frame(frame: Frame): Frame {
    return frame;
  }
  overview(overview: ReplayOverview): ReplayOverview {
    return overview;
  }
  bar(bar: ReplayBar): ReplayBar {
    return bar;
  }
  trades(trades: ReplayTrades): ReplayTrades {
    return trades;
  }
  update(update: MetricsUpdate): MetricsUpdate {
    return update;
  }
  toast(toast: AlertToast): AlertToast {
    return toast;
  }
  progress(progress: ReplayProgress): ReplayProgress {
    return progress;
  }
  verdict(verdict: BlindVerdict): BlindVerdict {
    return verdict;
  }
}
