import type {
  AlertToast,
  BlindDecide,
  BlindVerdict,
  Frame,
  LaneView,
  MetricsUpdate,
  ReplayAccount,
  ReplayBar,
  ReplayBarRequest,
  ReplayFile,
  ReplayJump,
  ReplayOpen,
  ReplayOpened,
  ReplayOverview,
  ReplayOverviewRequest,
  ReplayPlay,
  ReplayProgress,
  ReplayRowsRequest,
  ReplaySeek,
  ReplayState,
  ReplayTrades,
  ReplayTradesRequest,
} from '@hindcast/engine/wire';
import type { LinkStatus } from '$lib/realtime/channel.ts';

/** Which way the bars come: said in the header of the page. */
export type SourceKind = 'live' | 'replay';

/** What a source tells by itself. The frames in an update are the rows that have just become known. */
export interface SourceEvents {
  update: MetricsUpdate;
  toast: AlertToast;
  progress: ReplayProgress;
  ended: { session: string; reason: string };
}

/** The place of a request: left to the source, which knows in which session it is. */
type Ask<T extends { session: string }> = Omit<T, 'session'>;

/** What can be done with time, where somebody directs it. Every command is answered with where that led. */
export interface Transport {
  seek(to: Ask<ReplaySeek>): Promise<ReplayState>;
  step(by: number): Promise<ReplayState>;
  play(how: Ask<ReplayPlay>): Promise<ReplayState>;
  pause(): Promise<ReplayState>;
  jump(to: Ask<ReplayJump>): Promise<ReplayState>;
  /** Runs another strategy along, on the lab's terms or on others; null runs none. */
  follow(strategy: string | null, account?: ReplayAccount): Promise<ReplayState>;
  decide(choice: Ask<BlindDecide>): Promise<ReplayState>;
  verdict(): Promise<BlindVerdict>;
}

/**
 * Where a workbench gets its bars from: frames in, requests out. Charts, the state of the bar, tiers, detectors, trades and
 * notes know only this; replay and live are two of it (docs/decisions/one-page-two-sources.md).
 *
 * Rows are those of the grid that {@link open} describes. A live source opens with its last closed bar as the cursor and the
 * furthest row, and moves both with every update; it has no {@link transport}, because nobody directs its time.
 */
export interface MarketSource {
  readonly kind: SourceKind;
  /** Whether what is behind it can be reached. */
  readonly status: LinkStatus;
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Hears what the source tells; the returned function stops it. */
  on<N extends keyof SourceEvents>(name: N, listener: (told: SourceEvents[N]) => void): () => void;

  /** Opens what is asked for; whatever was open before is let go. */
  open(request: ReplayOpen): Promise<ReplayOpened>;
  /** Takes up what was open, after the link was lost. Rejects when it is not there any more. */
  resume(): Promise<ReplayOpened>;
  /** Lets go of what is open. */
  leave(): void;

  /** Which lanes and columns updates shall carry. */
  watch(lanes: readonly LaneView[], columns: readonly string[]): Promise<void>;
  rows(request: Ask<ReplayRowsRequest>): Promise<Frame>;
  overview(request: Ask<ReplayOverviewRequest>): Promise<ReplayOverview>;
  bar(request: Ask<ReplayBarRequest>): Promise<ReplayBar>;
  trades(request: Ask<ReplayTradesRequest>): Promise<ReplayTrades>;
  /** The rows as a Parquet file. */
  file(request: Ask<ReplayRowsRequest>): Promise<ReplayFile>;

  /** Null where time goes by itself. */
  readonly transport: Transport | null;
}
