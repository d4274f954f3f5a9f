import type {
  BlindHide,
  LaneRef,
  LaneView,
  ReplayAccount,
  ReplayMode,
  ReplayOpen,
} from '@hindcast/engine/wire';
import type { DatasetSummary } from '$lib/api/paths.ts';
import { catalogueOf } from '$lib/charts/catalogue.ts';
import { columnsOf, readLayout } from '$lib/charts/layout.ts';
import { type Failure } from '$lib/realtime/failure.ts';
import type { MarketSource } from '$lib/source/market-source.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import { ReplaySession } from './session.svelte.ts';
import { shippedId, strategyOf, strategyWord } from '$lib/strategy/link.ts';
import { accountOf, accountWord } from './account-word.ts';
import { exchanged, higherOf, lanesOf, viewsOf, type Beside } from './beside.ts';
import { BlindGame } from './blind.svelte.ts';
import { firstSight } from './first-sight.ts';
import { labLink } from './lab-link.ts';
import { difference, differencesOpen, missing, notHere } from './link-differences.ts';
import { rowsOf, timesOf } from './link-range.ts';
import { Notes, type Note } from './notes.svelte.ts';
import {
  ALL_TIERS,
  DEFAULT_VIEW,
  DIGEST_DIGITS,
  roomyDefaults,
  SPEEDS,
  type ReplayView,
} from './view-url.ts';

type Phase = 'loading' | 'empty' | 'ready' | 'failed';

interface Opening {
  dataset: DatasetSummary;
  timeframe: string;
  at: number | null;
  /** Which lane to show, as far as it was said. */
  lane: Partial<LaneRef> | null;
  strategy?: string | null;
  account?: ReplayAccount;
}

/** The replay page's choices: what is replayed, how it is shown; and the session that plays it. */
export class ReplayDesk {
  readonly session: ReplaySession;
  readonly notes = new Notes();
  readonly game = new BlindGame(this);
  #phase = $state<Phase>('loading');
  #failure = $state.raw<Failure | null>(null);
  #dataset = $state.raw<DatasetSummary | null>(null);
  #timeframe = $state('');
  #mode = $state<ReplayMode>(DEFAULT_VIEW.mode);
  #speed = $state<number>(DEFAULT_VIEW.speed);
  #layout = $state<string>(roomyDefaults(false).layout);
  #bars = $state<number>(roomyDefaults(false).bars);
  #tiers = $state<number>(ALL_TIERS);
  #beside = $state<Beside>(DEFAULT_VIEW.beside);
  #blind = $state<BlindHide | null>(null);
  /** What ran along before a blind replay, and runs along again after it. */
  #traded: Pick<Opening, 'strategy' | 'account'> = {};
  #rolling = false;

  /** Called with a sentence where something here is not what a link was made on. */
  onDifference: (text: string) => void = () => undefined;

  constructor(source: MarketSource) {
    this.session = new ReplaySession(source);
    this.session.wanted = (opened) => columnsOf(readLayout(this.#layout, catalogueOf(opened)));
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
    const lane = this.session.feed?.lane;
    return lane ? { venue: lane.venue, symbol: lane.symbol } : null;
  }
  /** Whether the reader set the film going, even where a signal has stopped it since. */
  get rolling(): boolean {
    return this.#rolling;
  }
  /** What a blind replay hides; null while it is none. */
  get blind(): BlindHide | null {
    return this.#blind;
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
  /** Sets the speed; while playing, at once, and to the same end. */
  set speed(speed: number) {
    this.#speed = speed;
    if (this.session.playing) void this.session.moves.goOn(speed);
  }
  get layout(): string {
    return this.#layout;
  }
  set layout(layout: string) {
    this.#layout = layout;
    preferences.rememberPanes(layout);
    void this.session.widen();
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
    if (this.#blind === 'identity') return [];
    if (this.#mode === 'review') return this.notes.list;
    const now = this.session.recording.closeTime(this.session.furthest);
    return this.notes.list.filter((note) => note.time <= now);
  }
  get beside(): Beside {
    return this.#beside;
  }

  /** What a link to this very view would hold; null while there is nothing to link to. */
  get view(): ReplayView | null {
    const { lane } = this;
    const {
      recording,
      loop: { range, on },
    } = this.session;
    if (!this.#dataset || !lane || this.session.phase !== 'ready' || this.#blind) return null;
    return {
      dataset: this.#dataset.name,
      ...lane,
      timeframe: this.#timeframe,
      time: recording.closeTime(this.session.cursor),
      mode: this.#mode,
      speed: this.#speed,
      layout: this.#layout,
      bars: this.#bars,
      tiers: this.#tiers,
      beside: this.#beside,
      range: range ? timesOf(range, recording) : undefined,
      loop: on,
      digest: this.session.opened?.dataset.digest.slice(0, DIGEST_DIGITS),
      strategy: strategyWord(this.session.strategyText) ?? shippedId(this.session.state?.strategy?.name),
      account: accountWord(this.session.account),
      strategyHash: this.session.state?.strategy?.hash.slice(0, DIGEST_DIGITS),
    };
  }

  /** The lab, set to simulate a stretch of what is on the page; times are UTC ms. */
  labLink(from: number, to: number): string {
    const { lane, session } = this;
    const { strategyText: strategy, account, state } = session;
    const strategyName = state?.strategy?.name;
    const what = { dataset: this.#dataset?.name, timeframe: this.#timeframe, lane };
    return labLink({ ...what, strategy, strategyName, account }, { from, to });
  }

  /**
   * Shows what a link says; what it leaves out is chosen: the demo, its first symbol and venue.
   *
   * @param unread words of the link that make no sense
   */
  async go(view: Partial<ReplayView>, unread: readonly string[] = []): Promise<void> {
    this.#phase = 'loading';
    this.#failure = null;
    this.#blind = null;
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
    const differs = difference(dataset, view, strategy, unread);
    if (differs) this.onDifference(differs);
    const timeframe = view.timeframe ?? dataset.timeframes[0];
    await this.#open({
      dataset,
      timeframe,
      at: view.time ?? firstSight(dataset, timeframe),
      lane: view,
      strategy: strategy && 'text' in strategy ? strategy.text : undefined,
      account: view.account === undefined ? undefined : accountOf(view.account),
    });
    if (this.session.phase !== 'ready') return;
    this.#compare(view, { name: dataset.name, timeframe });
  }

  /** Marks what the link has marked, and says what else of it is not as it was. */
  #compare(view: Partial<ReplayView>, shown: { name: string; timeframe: string }): void {
    const { lane } = this;
    const { opened, state, recording, loop } = this.session;
    const catalogue = catalogueOf(opened);
    this.#layout = readLayout(this.#layout, catalogue).words.join(',');
    const range = view.range ? rowsOf(view.range, recording) : null;
    loop.restore({ range, on: range !== null && (view.loop ?? false) });
    for (const said of differencesOpen(view, { lane, state, recording, catalogue, opened }, shown))
      this.onDifference(said);
  }

  async chooseDataset(name: string): Promise<void> {
    const dataset = datasets.find(name);
    if (!dataset) return;
    const [timeframe] = dataset.timeframes;
    await this.#open({ dataset, timeframe, at: firstSight(dataset, timeframe), lane: this.lane });
  }
  async chooseTimeframe(timeframe: string): Promise<void> {
    await this.#again({ timeframe });
  }
  async chooseMode(mode: ReplayMode): Promise<void> {
    this.#mode = mode;
    const change = { ...this.#terms, at: this.#blind ? null : this.#now() };
    this.#blind = null;
    await this.#again(change);
  }
  /** Begins a blind replay: of this lane from here on with masked prices, or of a lane and a time that the server draws. */
  async goBlind(hide: BlindHide): Promise<void> {
    const [dataset, lane] = [this.#dataset, this.#blind === 'identity' ? null : this.lane];
    if (!dataset) return;
    const at = this.#blind ? null : this.#now();
    this.#traded = this.#terms;
    this.#mode = 'honest';
    this.#blind = hide;
    const { strategy, account } = this.#traded;
    const asked: ReplayOpen = {
      dataset: dataset.name,
      timeframe: this.#timeframe,
      // There has to be a rule to compare with: where none ran along, the usual one.
      strategy: strategy ?? undefined,
      account,
      blind: hide,
    };
    if (hide === 'prices') {
      asked.lanes = [lane ?? { venue: dataset.venues[0], symbol: dataset.symbols[0] }];
      if (at !== null) asked.at = at;
    }
    await this.session.open(asked);
    const rule = this.session.state?.strategy?.name;
    if (strategy === null && rule)
      this.session.onNotice(`A blind replay needs a rule to compare with: "${rule}" runs along in it.`);
  }
  async chooseLane(lane: LaneRef): Promise<void> {
    const { venue, symbol } = lane;
    this.#beside = exchanged(this.#beside, this.lane, { venue, symbol }, this.#timeframe);
    await this.session.show({ venue, symbol }, this.#othersOf({ venue, symbol }));
  }
  /** Goes to a bar that the reader has pointed at. */
  async pick(row: number): Promise<void> {
    await this.session.moves.seek(row);
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
    this.#rolling = !this.session.playing;
    void (this.#rolling ? this.session.moves.play(this.#speed) : this.session.moves.pause());
  }

  async #again(change: Partial<Opening>): Promise<void> {
    const dataset = this.#dataset;
    if (!dataset) return;
    await this.#open({
      dataset,
      timeframe: this.#timeframe,
      at: this.#now(),
      lane: this.lane,
      ...this.#terms,
      ...change,
    });
  }

  async #open({ dataset, timeframe, at, lane, strategy, account }: Opening): Promise<void> {
    this.#blind = null;
    this.#dataset = dataset;
    this.#timeframe = timeframe;
    this.#phase = 'ready';
    void this.notes.load(dataset.digest);
    const request = { dataset: dataset.name, timeframe, mode: this.#mode, strategy, account };
    await this.session.open(at === null ? request : { ...request, at }, {
      main: [lane ?? {}, { venue: dataset.venues[0], symbol: dataset.symbols[0] }],
      beside: (main) => this.#othersOf(main),
    });
  }

  /** The lanes that stand beside one, as the reader chose. */
  #othersOf(lane: LaneRef): LaneView[] {
    const { venues = [], symbols = [] } = this.#dataset ?? {};
    const chosen = lanesOf(this.#beside);
    if (chosen) return viewsOf(chosen, this.#timeframe);
    if (this.#beside === 'timeframes')
      return higherOf(this.#timeframe).map((timeframe) => ({ ...lane, timeframe }));
    if (this.#beside === 'venues') return venues.map((venue) => ({ ...lane, venue }));
    return this.#beside === 'symbols' ? symbols.map((symbol) => ({ ...lane, symbol })) : [];
  }

  /** The strategy that runs along and its terms: in a blind replay those of the replay from which it was begun. */
  get #terms(): Pick<Opening, 'strategy' | 'account'> {
    const { strategyText: strategy, account } = this.session;
    return this.#blind ? this.#traded : { strategy, account };
  }

  #now(): number | null {
    return this.session.opened ? this.session.recording.closeTime(this.session.cursor) : null;
  }

  #fail(failure: Failure | null): void {
    this.#failure = failure;
    this.#phase = 'failed';
  }
}
