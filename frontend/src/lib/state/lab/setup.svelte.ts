import type { DatasetSummary } from '$lib/api/paths.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { textIn } from '$lib/strategy/link.ts';
import type { Costs } from '@hindcast/engine/simulation';
import { costsToAsk, DEFAULT_CAPITAL, DEFAULT_COSTS } from './costs.ts';
import { DRAFT, drafts } from './drafts.svelte.ts';
import type { LabView } from './lab-url.ts';
import { reference } from './reference.svelte.ts';
import { termsOf } from './terms.ts';
import type { NewRun, Run, RunCosts } from './wire.ts';

const STARTING_STRATEGY = 'confluence-follow';
const STARTING_TIMEFRAME = '5m';

/** What is to be simulated: the data, the strategy, its parameters, what trading costs. */
export class Setup {
  #dataset = $state('');
  #timeframe = $state('');
  #strategy = $state('');
  #text = $state('');
  venue = $state('');
  /** Empty for all of them. */
  symbols = $state.raw<readonly string[]>([]);
  from = $state<number | null>(null);
  to = $state<number | null>(null);
  /** Parameters that were moved away from what the text says. */
  parameters = $state.raw<Readonly<Record<string, number>>>({});
  /** Numbers of the engine's configuration that are changed: `signals.oiZ`. */
  config = $state.raw<Readonly<Record<string, number>>>({});
  costs = $state.raw<RunCosts>(DEFAULT_COSTS);
  capital = $state(DEFAULT_CAPITAL);

  readonly recording = $derived<DatasetSummary | undefined>(datasets.find(this.#dataset));
  readonly request = $derived<NewRun | null>(this.#request());

  get dataset(): string {
    return this.#dataset;
  }
  get timeframe(): string {
    return this.#timeframe;
  }
  set timeframe(timeframe: string) {
    this.#timeframe = timeframe;
  }
  /** Name of a shipped strategy, or id of a draft. */
  get strategy(): string {
    return this.#strategy;
  }
  get text(): string {
    return this.#text;
  }
  get own(): boolean {
    return this.#strategy.startsWith(DRAFT);
  }

  /** Takes a recording; what was chosen of the last one is kept where this one has it too. */
  choose(name: string): void {
    const recording = datasets.find(name);
    if (!recording) return;
    this.#dataset = name;
    const { timeframes, venues, symbols } = recording;
    if (!timeframes.includes(this.#timeframe)) {
      this.#timeframe = timeframes.includes(STARTING_TIMEFRAME) ? STARTING_TIMEFRAME : timeframes[0];
    }
    if (!venues.includes(this.venue)) this.venue = '';
    this.symbols = this.symbols.filter((symbol) => symbols.includes(symbol));
    const outside = (time: number | null): boolean =>
      time !== null && (time < recording.from || time > recording.to);
    if (outside(this.from)) this.from = null;
    if (outside(this.to)) this.to = null;
  }

  /** Takes a shipped strategy or a draft, with the parameters that its text has. */
  use(id: string): void {
    const text = drafts.find(id)?.text ?? reference.strategies.find((strategy) => strategy.name === id)?.text;
    if (text === undefined) return;
    this.#strategy = id;
    this.#text = text;
    this.parameters = {};
  }

  /** Takes over what was typed: a shipped strategy becomes a draft by it. */
  write(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (this.own) drafts.change(this.#strategy, text);
    else this.#strategy = drafts.add(text);
  }

  /** Starts a draft with this text. */
  begin(text: string): void {
    this.use(drafts.add(text));
  }

  set(parameter: string, value: number | null): void {
    const others = Object.entries(this.parameters).filter(([name]) => name !== parameter);
    this.parameters = Object.fromEntries(value === null ? others : [...others, [parameter, value]]);
  }

  /** Changes a number of the engine's configuration, or takes its own again. */
  configure(name: string, value: number | null): void {
    const others = Object.entries(this.config).filter(([other]) => other !== name);
    this.config = Object.fromEntries(value === null ? others : [...others, [name, value]]);
  }

  /** Writes the parameters as they stand into the text, as its defaults. */
  async settle(): Promise<void> {
    const { withParameters } = await import('./with-parameters.ts');
    const { parameters } = this;
    this.write(withParameters(this.#text, parameters));
    this.parameters = {};
  }

  cost<K extends keyof RunCosts>(name: K, value: RunCosts[K]): void {
    this.costs = { ...this.costs, [name]: value };
  }

  /** Takes what a link asks for; the rest as it is or, at first, as one begins. */
  take(view: LabView): void {
    this.choose(view.dataset ?? (this.#dataset || (datasets.list[0]?.name ?? '')));
    if (!this.recording && datasets.list.length > 0) this.choose(datasets.list[0].name);
    const { recording } = this;
    if (view.timeframe && recording?.timeframes.includes(view.timeframe)) this.#timeframe = view.timeframe;
    if (view.venue && recording?.venues.includes(view.venue)) this.venue = view.venue;
    if (view.symbols) this.symbols = view.symbols.filter((symbol) => recording?.symbols.includes(symbol));
    if (view.from !== undefined) this.from = view.from;
    if (view.to !== undefined) this.to = view.to;
    if (view.account) {
      this.costs = { ...DEFAULT_COSTS, ...view.account.costs };
      this.capital = view.account.initialCapital ?? DEFAULT_CAPITAL;
    }
    if (view.config) this.config = view.config;
    const text = view.strategy ? textIn(view.strategy) : null;
    if (text !== null) return this.#useText(text);
    const wanted = [view.strategy, this.#strategy, STARTING_STRATEGY, reference.strategies[0]?.name];
    for (const id of wanted) {
      if (!id) continue;
      if (id !== this.#strategy) this.use(id);
      if (id === this.#strategy) return;
    }
  }

  /** Takes the inputs of a run that was kept, to change and run them. */
  takeInputs({ inputs }: Run): void {
    this.choose(inputs.dataset);
    const { recording } = this;
    if (recording?.timeframes.includes(inputs.timeframe)) this.#timeframe = inputs.timeframe;
    this.venue = inputs.venue ?? '';
    this.symbols = inputs.symbols ?? [];
    this.from = inputs.from;
    this.to = inputs.to;
    this.#useText(inputs.strategy);
    this.parameters = inputs.parameters;
    this.config = inputs.config;
    this.costs = costsToAsk(inputs.costs as unknown as Costs);
    this.capital = inputs.initialCapital;
  }

  /** Takes a strategy that is there already, or starts a draft with it. */
  #useText(wanted: string): void {
    const known = reference.strategies.find(({ text }) => text === wanted)?.name;
    const draft = drafts.list.find(({ text }) => text === wanted)?.id;
    this.use(known ?? draft ?? drafts.add(wanted));
  }

  /** What a link to this set-up holds. */
  get view(): LabView {
    return {
      dataset: this.#dataset,
      timeframe: this.#timeframe,
      venue: this.venue,
      symbols: this.symbols,
      from: this.from ?? undefined,
      to: this.to ?? undefined,
      strategy: this.#strategy,
      account: termsOf(this.costs, this.capital),
      config: this.config,
    };
  }

  #request(): NewRun | null {
    if (!this.#dataset || this.#text.trim() === '') return null;
    return {
      dataset: this.#dataset,
      strategy: this.#text,
      timeframe: this.#timeframe as NewRun['timeframe'],
      ...(this.venue && { venue: this.venue }),
      ...(this.symbols.length > 0 && { symbols: [...this.symbols] }),
      ...(this.from !== null && { from: this.from }),
      ...(this.to !== null && { to: this.to }),
      ...(Object.keys(this.parameters).length > 0 && { parameters: { ...this.parameters } }),
      ...(Object.keys(this.config).length > 0 && { config: { ...this.config } }),
      costs: this.costs,
      initialCapital: this.capital,
    };
  }
}
