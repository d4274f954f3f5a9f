import type { LaneRef, ReplayMode } from '@hindcast/engine/wire';
import type { DatasetSummary } from '$lib/api/paths.ts';
import type { Channel } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import { ReplaySession } from './session.svelte.ts';
import { ALL_TIERS, DEFAULT_VIEW, roomyDefaults, SPEEDS, type ReplayView } from './view-url.ts';

type Phase = 'loading' | 'empty' | 'ready' | 'failed';

/** The replay page's choices: what is replayed, how it is shown; and the session that plays it. */
export class ReplayDesk {
  readonly session: ReplaySession;
  #phase = $state<Phase>('loading');
  #failure = $state.raw<Failure | null>(null);
  #dataset = $state.raw<DatasetSummary | null>(null);
  #timeframe = $state('');
  #mode = $state<ReplayMode>(DEFAULT_VIEW.mode);
  #speed = $state<number>(DEFAULT_VIEW.speed);
  #layout = $state<string>(DEFAULT_VIEW.layout);
  #bars = $state<number>(DEFAULT_VIEW.bars);
  #tiers = $state<number>(ALL_TIERS);

  constructor(channel: Channel) {
    this.session = new ReplaySession(channel);
  }

  get phase(): Phase {
    return this.#phase;
  }
  get failure(): Failure | null {
    return this.#failure ?? this.session.failure;
  }
  get dataset(): DatasetSummary | null {
    return this.#dataset;
  }
  get lane(): LaneRef | null {
    return this.session.feed?.lane ?? null;
  }
  get timeframe(): string {
    return this.#timeframe;
  }
  get mode(): ReplayMode {
    return this.#mode;
  }
  get speed(): number {
    return this.#speed;
  }
  /** Sets the speed; while playing, at once. */
  set speed(speed: number) {
    this.#speed = speed;
    if (this.session.playing) void this.session.play(speed);
  }
  get layout(): string {
    return this.#layout;
  }
  set layout(layout: string) {
    this.#layout = layout;
    preferences.rememberPanes(layout);
  }
  get bars(): number {
    return this.#bars;
  }
  set bars(bars: number) {
    this.#bars = bars;
  }
  get tiers(): number {
    return this.#tiers;
  }

  /** What a link to this very view would hold; null while there is nothing to link to. */
  get view(): ReplayView | null {
    const lane = this.lane;
    if (!this.#dataset || !lane || this.session.phase !== 'ready') return null;
    return {
      dataset: this.#dataset.name,
      ...lane,
      timeframe: this.#timeframe,
      time: this.session.recording.closeTime(this.session.cursor),
      mode: this.#mode,
      speed: this.#speed,
      layout: this.#layout,
      bars: this.#bars,
      tiers: this.#tiers,
    };
  }

  /** Shows what a link says; what it leaves out is chosen: the demo, its first symbol and venue. */
  async go(view: Partial<ReplayView>): Promise<void> {
    this.#phase = 'loading';
    this.#failure = null;
    await datasets.load();
    if (datasets.phase === 'failed') return this.#fail(datasets.failure);
    if (datasets.list.length === 0) return void (this.#phase = 'empty');
    const dataset = view.dataset ? datasets.find(view.dataset) : (datasets.find('demo') ?? datasets.list[0]);
    if (!dataset)
      return this.#fail(
        notHere(
          'dataset',
          view.dataset ?? '',
          datasets.list.map((d) => d.name),
        ),
      );
    this.#mode = view.mode ?? DEFAULT_VIEW.mode;
    this.#speed = view.speed ?? DEFAULT_VIEW.speed;
    const room = roomyDefaults(matchMedia('(max-width: 640px)').matches);
    this.#layout = view.layout ?? preferences.panes ?? room.layout;
    this.#bars = view.bars ?? room.bars;
    this.#tiers = view.tiers ?? ALL_TIERS;
    const wrong = missing(dataset, view);
    if (wrong) return this.#fail(wrong);
    await this.#open(dataset, view.timeframe ?? dataset.timeframes[0], view.time ?? null, {
      venue: view.venue ?? dataset.venues[0],
      symbol: view.symbol ?? dataset.symbols[0],
    });
  }

  async chooseDataset(name: string): Promise<void> {
    const dataset = datasets.find(name);
    if (dataset) await this.#open(dataset, dataset.timeframes[0], null, this.lane);
  }
  async chooseTimeframe(timeframe: string): Promise<void> {
    if (this.#dataset) await this.#open(this.#dataset, timeframe, this.#now(), this.lane);
  }
  async chooseMode(mode: ReplayMode): Promise<void> {
    this.#mode = mode;
    if (this.#dataset) await this.#open(this.#dataset, this.#timeframe, this.#now(), this.lane);
  }
  async chooseLane(lane: LaneRef): Promise<void> {
    await this.session.show(lane);
  }

  toggleTier(tier: number): void {
    this.#tiers ^= 1 << (tier - 1);
  }

  /** To the next faster (or slower) of the speeds on offer. */
  shiftSpeed(by: 1 | -1): void {
    const faster = SPEEDS.find((speed) => speed > this.#speed);
    const slower = SPEEDS.findLast((speed) => speed < this.#speed);
    this.speed = (by > 0 ? faster : slower) ?? this.#speed;
  }
  togglePlay(): void {
    void (this.session.playing ? this.session.pause() : this.session.play(this.#speed));
  }

  async #open(
    dataset: DatasetSummary,
    timeframe: string,
    at: number | null,
    lane: LaneRef | null,
  ): Promise<void> {
    this.#dataset = dataset;
    this.#timeframe = timeframe;
    this.#phase = 'ready';
    const request = { dataset: dataset.name, timeframe, mode: this.#mode };
    await this.session.open(at === null ? request : { ...request, at }, lane ?? undefined);
  }

  #now(): number | null {
    return this.session.opened ? this.session.recording.closeTime(this.session.cursor) : null;
  }

  #fail(failure: Failure | null): void {
    this.#failure = failure;
    this.#phase = 'failed';
  }
}

function notHere(what: string, name: string, offered: readonly string[]): Failure {
  return new Failure({
    code: 'LINK_DIFFERS',
    message: `The link asks for the ${what} "${name}", which is not here.`,
    action: `Here are: ${offered.join(', ')}.`,
  });
}

/** What a link names that the dataset does not have. */
function missing(dataset: DatasetSummary, view: Partial<ReplayView>): Failure | null {
  const checks = [
    ['timeframe', view.timeframe, dataset.timeframes],
    ['symbol', view.symbol, dataset.symbols],
    ['venue', view.venue, dataset.venues],
  ] as const;
  for (const [what, name, offered] of checks) {
    if (name && !offered.includes(name)) return notHere(what, name, offered);
  }
  return null;
}
