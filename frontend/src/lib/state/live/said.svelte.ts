import { EVENT_TYPES, type EventType, type LiveSaid } from '@hindcast/engine/wire';
import { tierName, words } from './said-words.ts';

/** One line of the event stream: a tier that fired, or what a detector said. */
export interface Said {
  key: string;
  type: EventType;
  venue: string;
  symbol: string;
  timeframe: string;
  /** When it was known: the bar's close, UTC ms. */
  knownAt: number;
  /** Of a signal; 0 for detectors. */
  tier: number;
  /** 1 to 5; of a signal its tier. */
  severity: number;
  title: string;
  text: string;
}

const KEPT = 1_000;

/** What was said, newest first, and which of it the reader wants to see. */
export class SaidLog {
  #list = $state.raw<readonly Said[]>([]);
  /** Rows up to here are in it. */
  #to = 0;
  types = $state<EventType[]>([...EVENT_TYPES]);
  minTier = $state(1);
  search = $state('');

  readonly shown: readonly Said[] = $derived.by(() => {
    const word = this.search.trim().toLowerCase();
    return this.#list.filter(
      (one) =>
        this.types.includes(one.type) &&
        (one.tier === 0 || one.tier >= this.minTier) &&
        `${one.symbol} ${one.venue} ${one.title}`.toLowerCase().includes(word),
    );
  });

  get list(): readonly Said[] {
    return this.#list;
  }
  /** The first row that is not in it. */
  get to(): number {
    return this.#to;
  }

  toggle(type: EventType): void {
    this.types = this.types.includes(type) ? this.types.filter((one) => one !== type) : [...this.types, type];
  }

  /** Takes in what an answer says; `ms` is the length of its bars. */
  add(said: LiveSaid, ms: number): void {
    if (said.to <= this.#to) return;
    this.#to = said.to;
    const fresh = linesOf(said, ms);
    // Nothing is drawn from the set itself.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const known = new Set(this.#list.slice(0, fresh.length + 50).map(({ key }) => key));
    const news = fresh.filter(({ key }) => !known.has(key));
    if (news.length > 0) this.#list = [...news, ...this.#list].slice(0, KEPT);
  }

  /** What was kept in the browser. */
  restore(list: readonly Said[]): void {
    this.#list = list;
  }

  forget(): void {
    this.#list = [];
    this.#to = 0;
  }
}

/** Newest first; of one bar the higher tier first. */
export function linesOf({ signals, events }: LiveSaid, ms: number): Said[] {
  const ofSignals = signals.map((signal): Said => {
    const { venue, symbol, timeframe, tier, bias, time } = signal;
    const knownAt = time + ms;
    return {
      key: `${knownAt} ${venue} ${symbol} ${timeframe} T${tier}`,
      ...{ type: 'SIGNAL', venue, symbol, timeframe, knownAt, tier, severity: tier },
      title: tierName(tier),
      text: words(signal) + (bias === 'none' ? '' : ` · ${bias}`),
    };
  });
  const ofEvents = events.map((event): Said => {
    const { type, venue, symbol, timeframe, knownAt, severity, title, description } = event;
    return {
      key: `${knownAt} ${venue} ${symbol} ${timeframe} ${type} ${title}`,
      ...{ type, venue, symbol, timeframe, knownAt, tier: 0, severity, title, text: description },
    };
  });
  return [...ofSignals, ...ofEvents].sort((a, b) => b.knownAt - a.knownAt || b.severity - a.severity);
}
