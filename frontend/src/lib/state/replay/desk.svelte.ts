import type { LaneRef, ReplayMode } from '@hindcast/engine/wire';
import type { DatasetSummary } from '$lib/api/paths.ts';
import type { Channel } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import { ReplaySession } from './session.svelte.ts';
import { strategyOf, strategyWord } from '$lib/strategy/link.ts';
import { firstSight } from './first-sight.ts';
import { Notes, type Note } from './notes.svelte.ts';
import {
  ALL_TIERS,
  DEFAULT_VIEW,
  DIGEST_DIGITS,
  roomyDefaults,
  SPEEDS,
  type Beside,
  type ReplayView,
} from './view-url.ts';

type Phase = 'loading' | 'empty' | 'ready' | 'failed';

interface Opening {
  dataset: DatasetSummary;
  timeframe: string;
  at: number | null;
  lane: LaneRef | null;
  strategy?: string | null;
}

/** The replay page's choices: what is replayed, how it is shown; and the session that plays it. */
export class ReplayDesk {
  readonly session: ReplaySession;
  readonly notes = new Notes();
  #phase = $state<Phase>('loading');
  #failure = $state.raw<Failure | null>(null);
  #dataset = $state.raw<DatasetSummary | null>(null);
  #timeframe = $state('');
  #mode = $state<ReplayMode>(DEFAULT_VIEW.mode);
  #speed = $state<number>(DEFAULT_VIEW.speed);
  #layout = $state<string>(DEFAULT_VIEW.layout);
  #bars = $state<number>(DEFAULT_VIEW.bars);
  #tiers = $state<number>(ALL_TIERS);
  #beside = $state<Beside>(DEFAULT_VIEW.beside);

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
    if (this.session.playing) void this.session.moves.play(speed);
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

  /** The notes that may be seen: in honest mode none beyond the furthest bar, which would tell of it. */
  get notesInSight(): readonly Note[] {
    if (this.#mode === 'review') return this.notes.list;
    const now = this.session.recording.closeTime(this.session.furthest);
    return this.notes.list.filter((note) => note.time <= now);
  }
  get beside(): Beside {
    return this.#beside;
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
      beside: this.#beside,
      digest: this.session.opened?.dataset.digest.slice(0, DIGEST_DIGITS),
      strategy: strategyWord(this.session.strategyText),
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
    this.#beside = view.beside ?? DEFAULT_VIEW.beside;
    const wrong = missing(dataset, view);
    if (wrong) return this.#fail(wrong);
    const strategy = view.strategy === undefined ? undefined : strategyOf(view.strategy);
    const differs = difference(dataset, view, strategy);
    if (differs) this.session.onNotice(differs);
    const timeframe = view.timeframe ?? dataset.timeframes[0];
    await this.#open({
      dataset,
      timeframe,
      at: view.time ?? firstSight(dataset, timeframe),
      lane: { venue: view.venue ?? dataset.venues[0], symbol: view.symbol ?? dataset.symbols[0] },
      strategy: strategy && 'text' in strategy ? strategy.text : undefined,
    });
  }

  async chooseDataset(name: string): Promise<void> {
    const dataset = datasets.find(name);
    if (dataset) await this.#open({ dataset, timeframe: dataset.timeframes[0], at: null, lane: this.lane });
  }
  async chooseTimeframe(timeframe: string): Promise<void> {
    await this.#again({ timeframe });
  }
  async chooseMode(mode: ReplayMode): Promise<void> {
    this.#mode = mode;
    await this.#again({});
  }
  async chooseLane(lane: LaneRef): Promise<void> {
    await this.session.show(lane, this.#othersOf(lane));
  }
  async choose(beside: Beside): Promise<void> {
    this.#beside = beside;
    if (this.lane) await this.chooseLane(this.lane);
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
    void (this.session.playing ? this.session.moves.pause() : this.session.moves.play(this.#speed));
  }

  async #again(change: Partial<Opening>): Promise<void> {
    const [dataset, strategy] = [this.#dataset, this.session.strategyText];
    if (!dataset) return;
    await this.#open({
      dataset,
      timeframe: this.#timeframe,
      at: this.#now(),
      lane: this.lane,
      strategy,
      ...change,
    });
  }

  async #open({ dataset, timeframe, at, lane, strategy }: Opening): Promise<void> {
    this.#dataset = dataset;
    this.#timeframe = timeframe;
    this.#phase = 'ready';
    void this.notes.load(dataset.digest);
    const request = { dataset: dataset.name, timeframe, mode: this.#mode, strategy };
    await this.session.open(at === null ? request : { ...request, at }, {
      main: lane ?? undefined,
      beside: lane ? this.#othersOf(lane) : [],
    });
  }

  /** The lanes that stand beside one, as the reader chose. */
  #othersOf(lane: LaneRef): LaneRef[] {
    const { venues = [], symbols = [] } = this.#dataset ?? {};
    if (this.#beside === 'venues') return venues.map((venue) => ({ ...lane, venue }));
    return this.#beside === 'symbols' ? symbols.map((symbol) => ({ ...lane, symbol })) : [];
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

/** What a link promised that is otherwise here: said, not hidden. */
function difference(
  dataset: DatasetSummary,
  view: Partial<ReplayView>,
  strategy: { text: string | null } | { problem: string } | undefined,
): string | null {
  const said: string[] = [];
  if (view.digest && !dataset.digest.includes(view.digest)) {
    said.push(
      `The link was made on other data: "${dataset.name}" has the digest ${dataset.digest.slice(0, DIGEST_DIGITS)} here, not ${view.digest}.`,
    );
  }
  if (strategy && 'problem' in strategy) said.push(`${strategy.problem} The default one runs along instead.`);
  return said.join(' ') || null;
}
