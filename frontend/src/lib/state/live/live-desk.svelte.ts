import type { LaneRef, LaneView } from '@hindcast/engine/wire';
import { catalogueOf } from '$lib/charts/catalogue.ts';
import { columnsOf, readLayout } from '$lib/charts/layout.ts';
import { LiveSource } from '$lib/source/live-source.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import type { Bench } from '$lib/state/replay/bench.ts';
import { exchanged, higherOf, lanesOf, viewsOf, type Beside } from '$lib/state/replay/beside.ts';
import { Notes, type Note } from '$lib/state/replay/notes.svelte.ts';
import { ReplaySession } from '$lib/state/replay/session.svelte.ts';
import { ALL_TIERS, roomyDefaults } from '$lib/state/replay/view-url.ts';
import type { LiveMarket } from './live-market.svelte.ts';
import type { LivePlace } from './replay-door.ts';

/** The workbench of one lane, fed by the live market. */
export class LiveDesk implements Bench {
  readonly market: LiveMarket;
  readonly session: ReplaySession;
  readonly notes = new Notes();
  #timeframe = $state('');
  #layout = $state('');
  #bars = $state(0);
  #tiers = $state(ALL_TIERS);
  #beside = $state<Beside>('nothing');
  #epoch = -1;
  /** Called with a bar that the reader wants to see in the replay. */
  onReplay: (place: LivePlace) => void = () => undefined;

  constructor(market: LiveMarket) {
    this.market = market;
    this.session = new ReplaySession(new LiveSource(market.channel));
    this.session.wanted = (opened) => columnsOf(readLayout(this.#layout, catalogueOf(opened)));
    const room = roomyDefaults(matchMedia('(max-width: 640px)').matches);
    this.#layout = preferences.panes ?? room.layout;
    this.#bars = room.bars;
  }

  get lane(): LaneRef | null {
    const lane = this.session.feed?.lane;
    return lane ? { venue: lane.venue, symbol: lane.symbol } : null;
  }
  get timeframe(): string {
    return this.#timeframe;
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
  get beside(): Beside {
    return this.#beside;
  }
  get notesInSight(): readonly Note[] {
    return this.notes.list;
  }
  get dataset(): { name: string } | null {
    return this.session.opened?.dataset ?? null;
  }

  /** Listens for as long as somebody looks; answers how to stop. */
  open(lane: LaneRef, timeframe: string): () => void {
    const stops = [
      // Rows are counted anew in another epoch: what is held is of no use any more.
      this.market.onState(({ epoch }) => {
        const { lane: now } = this;
        if (now && this.market.running && epoch !== this.#epoch) void this.go(now, this.#timeframe);
      }),
      this.market.use(),
    ];
    void this.go(lane, timeframe);
    return () => {
      for (const stop of stops) stop();
      this.session.close();
    };
  }

  async go(lane: LaneRef, timeframe: string): Promise<void> {
    this.#timeframe = timeframe;
    await this.session.open(
      { dataset: 'live', timeframe, mode: 'review' },
      { main: [lane], beside: (main) => this.#othersOf(main) },
    );
    const { opened, state } = this.session;
    this.#epoch = state?.epoch ?? -1;
    if (opened) void this.notes.load(opened.dataset.name);
  }

  async chooseTimeframe(timeframe: string): Promise<void> {
    if (this.lane) await this.go(this.lane, timeframe);
  }
  async chooseLane({ venue, symbol }: LaneRef): Promise<void> {
    this.#beside = exchanged(this.#beside, this.lane, { venue, symbol }, this.#timeframe);
    await this.session.show({ venue, symbol }, this.#othersOf({ venue, symbol }));
  }
  async choose(beside: Beside): Promise<void> {
    this.#beside = beside;
    if (this.lane) await this.chooseLane(this.lane);
  }
  toggleTier(tier: number): void {
    this.#tiers ^= 1 << (tier - 1);
  }

  /** A bar of the past is looked at in the replay: here time goes by itself. */
  pick(row: number): Promise<void> {
    if (this.lane) {
      const time = this.session.recording.closeTime(row);
      this.onReplay({ ...this.lane, timeframe: this.#timeframe, time });
    }
    return Promise.resolve();
  }

  #othersOf(lane: LaneRef): LaneView[] {
    const { lanes = [], timeframes = [] } = this.market.state ?? {};
    const chosen = lanesOf(this.#beside);
    if (chosen) return viewsOf(chosen, this.#timeframe);
    if (this.#beside === 'timeframes') {
      const live = timeframes.map(({ timeframe }) => timeframe);
      return higherOf(this.#timeframe)
        .filter((timeframe) => live.includes(timeframe))
        .map((timeframe) => ({ ...lane, timeframe }));
    }
    if (this.#beside === 'venues') return lanes.filter(({ symbol }) => symbol === lane.symbol).slice(0, 6);
    return this.#beside === 'symbols' ? lanes.filter(({ venue }) => venue === lane.venue).slice(0, 6) : [];
  }
}
