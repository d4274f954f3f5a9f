import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { AnalysedRows } from './analysed-rows.ts';
import { choosePair, commonTimeframes } from './choose-legs.ts';
import { ANY_PAIR, DEFAULT_CHOICE, type PairChoice } from './pair-url.ts';
import { PairScrub } from './scrub.svelte.ts';
import { firstClosed, signalTrades } from './signal-trades.ts';
import type { PairAnalysis, PairLeg } from './wire.ts';

/** *empty*: something has yet to be chosen or uploaded. */
export type Phase = 'opening' | 'empty' | 'loading' | 'ready' | 'failed';

/** Rows of one answer: where there are more, the server thins them out to real bars. */
const POINTS = 5_000;
/** Rows of an answer of which only the figures are wanted. */
const FEW = 10;
/** How often the live market is asked anew. */
const REFRESH_MS = 500;
/** After which it is asked again when it could not answer. */
const AGAIN_MS = 2_000;

/** What each source has of its own. */
type ChosenPair = Pick<PairChoice, 'y' | 'x' | 'yVenue' | 'xVenue' | 'timeframe' | 'bars'>;
const pairOf = ({ y, x, yVenue, xVenue, timeframe, bars }: PairChoice): ChosenPair => ({
  y,
  x,
  yVenue,
  xVenue,
  timeframe,
  bars,
});
/** An uploaded table is looked at as a whole. */
const beginningOf = (source: PairChoice['source']): Partial<PairChoice> => ({
  ...ANY_PAIR,
  bars: source === 'upload' ? 0 : DEFAULT_CHOICE.bars,
});

/** One pair as it is looked at: what was chosen, its rows, the time cursor, and what was known there. */
export class PairDesk {
  readonly scrub = new PairScrub();
  #choice = $state.raw<PairChoice>(DEFAULT_CHOICE);
  #legs = $state.raw<readonly PairLeg[]>([]);
  #analysis = $state.raw<PairAnalysis | null>(null);
  #asOf = $state.raw<PairAnalysis | null>(null);
  #phase = $state<Phase>('opening');
  #failure = $state.raw<Failure | null>(null);
  #stale = $state(false);
  #busy = $state(false);
  /** Counts what was asked for: an answer that comes after something else was is let go. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #pairs = new Map<PairChoice['source'], ChosenPair>();
  readonly #past = new LatestOnly((until: number) => this.#askAsOf(until));

  readonly rows = $derived(this.#analysis ? new AnalysedRows(this.#analysis) : null);
  readonly trades = $derived.by(() => {
    const { rows } = this;
    if (!rows || !this.#analysis) return [];
    const { times, timeframeMs } = rows;
    return signalTrades(this.#analysis.signals, (time) => firstClosed(times, timeframeMs, time));
  });
  /** What was known at the cursor, over all bars up to it; null while that is being asked for. */
  readonly known = $derived.by(() => {
    if (this.scrub.atEnd) return this.#analysis;
    return this.#asOf && this.#asOf.until === this.scrub.time ? this.#asOf : null;
  });
  /** The figures that are shown: of the cursor, or of the last place in the past that was answered; never of the end while looking back. */
  readonly figures = $derived(this.scrub.atEnd ? this.#analysis : this.#asOf);
  readonly timeframes = $derived(commonTimeframes(this.#legs, this.#choice));

  get choice(): PairChoice {
    return this.#choice;
  }
  /** What a link to this view holds. */
  get view(): PairChoice {
    const { scrub } = this;
    const time = this.#phase === 'ready' ? (scrub.atEnd ? null : scrub.time) : this.#choice.time;
    return { ...this.#choice, time };
  }
  get legs(): readonly PairLeg[] {
    return this.#legs;
  }
  get analysis(): PairAnalysis | null {
    return this.#analysis;
  }
  get phase(): Phase {
    return this.#phase;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** The rows are being asked for anew; those that are shown are of the choice before. */
  get busy(): boolean {
    return this.#busy;
  }
  /** The live market does not answer: what is shown is not kept up. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Opens what a link asks for. */
  async go(choice: PairChoice): Promise<void> {
    this.#choice = choice;
    await this.#open();
  }

  /** Changes what is looked at; the cursor stays at its time. */
  choose(change: Partial<PairChoice>): void {
    const { source, dataset, upload } = this.#choice;
    const before = pairOf(this.#choice);
    this.#choice = { ...this.view, ...change };
    const next = this.#choice;
    if (next.source !== source) {
      // Each source has a pair of its own: going back and forth finds it again.
      this.#pairs.set(source, before);
      this.#choice = { ...next, ...(this.#pairs.get(next.source) ?? beginningOf(next.source)), time: null };
      void this.#open();
    } else if (next.dataset !== dataset || next.upload !== upload) void this.#open();
    else if (Object.keys(change).some((key) => key !== 'view' && key !== 'time')) void this.load();
  }

  /** Takes a symbol for one side; where it is the other's already, the two change places. */
  pick(side: 'y' | 'x', symbol: string): void {
    const other = side === 'y' ? 'x' : 'y';
    if (symbol === this.#choice[other]) this.swap();
    else this.choose(side === 'y' ? { y: symbol, yVenue: '' } : { x: symbol, xVenue: '' });
  }

  /** y for x and x for y. */
  swap(): void {
    const { y, x, yVenue, xVenue } = this.#choice;
    this.choose({ y: x, x: y, yVenue: xVenue, xVenue: yVenue });
  }

  /** Asks what was known at the cursor, where it is not at the end. */
  lookBack(): void {
    const { time, atEnd } = this.scrub;
    if (atEnd || time === null || this.#phase !== 'ready') return;
    if (this.#asOf?.until !== time) void this.#past.push(time).catch(() => undefined);
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.#past.clear();
    if (!this.#choice.y || !this.#choice.x) {
      this.#phase = 'empty';
      return;
    }
    this.#busy = true;
    if (this.#phase !== 'ready') this.#phase = 'loading';
    try {
      const analysis = await this.#ask({ points: POINTS });
      if (turn !== this.#turn) return;
      this.#failure = null;
      this.#asOf = null;
      // Whoever looked back meanwhile stays there.
      this.#take(analysis, this.#phase === 'ready' ? this.view.time : this.#choice.time);
      this.#phase = 'ready';
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#fail(thrown);
    }
    this.#busy = false;
    if (this.#phase === 'ready') this.#refreshLater(turn);
  }

  close(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    this.scrub.pause();
  }

  async #open(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    // A market that is warming up keeps its sentence while it is asked again.
    if (this.#phase !== 'failed' || this.#choice.source !== 'live') this.#phase = 'opening';
    this.#analysis = this.#asOf = null;
    try {
      await datasets.load();
      if (datasets.failure) throw datasets.failure;
      if (turn !== this.#turn) return;
      const { source, dataset, upload } = this.#choice;
      if (source === 'recorded' && !dataset)
        this.#choice = { ...this.#choice, dataset: datasets.list[0]?.name ?? '' };
      const nothing = source === 'recorded' ? !this.#choice.dataset : source === 'upload' && !upload;
      if (nothing) {
        this.#legs = [];
        this.#failure = null;
        this.#phase = 'empty';
        return;
      }
      const legs = unwrap(await api.GET('/api/pairs/symbols', { params: { query: this.place } }));
      if (turn !== this.#turn) return;
      this.#legs = legs;
      this.#failure = null;
      this.#choice = { ...this.#choice, ...choosePair(legs, this.#choice) };
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#legs = [];
      this.#fail(thrown);
      return;
    }
    await this.load();
  }

  /** Takes rows; the cursor stays at a time, or goes along with the newest row. */
  #take(analysis: PairAnalysis, time: number | null): void {
    this.#analysis = analysis;
    const { rows, trades } = this;
    if (!rows) return;
    const { times, timeframeMs } = rows;
    this.scrub.take({ times, timeframeMs, spread: rows.column('spread'), trades }, time);
    this.lookBack();
  }

  async #askAsOf(until: number): Promise<void> {
    const turn = this.#turn;
    const answer = await this.#ask({ points: FEW, until, from: this.#analysis?.from ?? undefined });
    if (turn === this.#turn) this.#asOf = answer;
  }

  /** The live market may only be warming up: it is asked again. */
  #fail(thrown: unknown): void {
    this.#failure = Failure.from(thrown);
    this.#phase = 'failed';
    if (this.#choice.source === 'live') this.#timer = setTimeout(() => void this.#open(), AGAIN_MS);
  }

  /** The live market again, half a second later; a hidden page lets it be. */
  #refreshLater(turn: number): void {
    if (this.#choice.source !== 'live') return;
    this.#timer = setTimeout(() => void this.#refresh(turn), REFRESH_MS);
  }

  async #refresh(turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    if (!document.hidden && this.#phase === 'ready') {
      try {
        // The figures first: the rows come when there is a new one.
        const { until } = await this.#ask({ points: FEW });
        const analysis = until === this.#analysis?.until ? null : await this.#ask({ points: POINTS });
        if (turn !== this.#turn) return;
        this.#stale = false;
        if (analysis) this.#take(analysis, this.view.time);
      } catch {
        if (turn !== this.#turn) return;
        this.#stale = true;
      }
    }
    this.#refreshLater(turn);
  }

  async #ask(range: { points: number; from?: number; until?: number }): Promise<PairAnalysis> {
    const { bars } = this.#choice;
    // As of a time the range begins where the rows that are shown do.
    const newest = range.from === undefined && bars > 0 ? { bars } : {};
    const query = { ...this.query, ...newest, ...range };
    return unwrap(await api.GET('/api/pairs/analysis', { params: { query } }));
  }

  /** Where the bars come from, as the server is asked for it. */
  get place(): { source: PairChoice['source']; dataset?: string; upload?: string } {
    const { source, dataset, upload } = this.#choice;
    return {
      source,
      ...(source === 'recorded' && { dataset }),
      ...(source === 'upload' && { upload }),
    };
  }

  /** The pair as the server is asked for it. */
  get query() {
    const { y, x, yVenue, xVenue, timeframe, method, prices, window, entry, exit } = this.#choice;
    return {
      ...this.place,
      y,
      x,
      ...(yVenue && { yVenue }),
      ...(xVenue && { xVenue }),
      ...(timeframe && { timeframe: timeframe as '5m' }),
      ...{ method, prices, window, entry, exit },
    };
  }

  /** Where the analytics of what is shown are as a file: every bar of the range up to the cursor. */
  get csvAddress(): string {
    const range = { from: this.#analysis?.from, until: this.scrub.time };
    const words = Object.entries({ ...this.query, ...range }).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
    );
    return `/api/pairs/analysis.csv?${words.join('&')}`;
  }
}
