import { datasets } from '$lib/state/datasets.svelte.ts';
import { otherInputs } from './other-inputs.ts';
import { SearchForm } from './search-form.svelte.ts';
import { SignalForm } from './signal-form.svelte.ts';
import { StudyRun, type Asked, type StudyKind } from './study.svelte.ts';
import { StudyData } from './subject-data.svelte.ts';
import type { View, ValidateLink } from './validate-url.ts';
import { WalkForm } from './walk-form.svelte.ts';
import type { SweepDocument, ValidationDocument, WalkDocument } from './wire.ts';

/** What one kind of study is asked with. */
interface Form<Request> {
  touched: boolean;
  /** Without what all requests of the page have in common. */
  readonly request: object | null;
  restore(request: Request): void;
}

/** A form and the study that it was or will be asked for. */
export class Bench<Kind extends StudyKind, Result, Own extends Form<Asked<Kind>>> {
  readonly run: StudyRun<Kind, Result>;
  readonly form: Own;
  readonly #data: StudyData;

  constructor(kind: Kind, form: Own, data: StudyData) {
    this.run = new StudyRun<Kind, Result>(kind);
    this.form = form;
    this.#data = data;
  }

  /** What would be asked now; null while a field holds what cannot be asked. */
  get request(): Asked<Kind> | null {
    const own = this.form.request;
    return own && ({ ...this.#data.request, ...own } as Asked<Kind>);
  }
  /** Names of what the study that is shown was asked with otherwise. */
  get others(): readonly string[] {
    const { asked } = this.run;
    // While a field holds what cannot be asked, there are no other inputs to tell of.
    const own = this.form.request ?? asked;
    const was = { timeframe: this.#data.shortest, ...asked };
    return asked ? otherInputs(this.run.kind, was, { ...own, ...this.#data.request }) : [];
  }
  get ready(): boolean {
    return this.#data.dataset !== '' && this.request !== null;
  }

  get dataset(): string {
    return this.#data.dataset;
  }

  start(): void {
    const { request } = this;
    if (request && this.ready) void this.run.start(request);
  }

  /** Begins a study that was asked for before, and fills in the form with it. */
  resume(request: Asked<Kind>): void {
    this.form.restore(request);
    this.form.touched = true;
    this.#data.restore(request);
    void this.run.start(request);
  }

  /**
   * Looks for the newest study of the dataset, once for each dataset, or for one by its id that is not the one shown. The form is filled in
   * with what it was asked unless a hand has been on it.
   */
  look(id?: string, onFound?: (asked: Asked<Kind>) => void): void {
    const { dataset } = this.#data;
    const shown = this.run.dataset === dataset && (id === undefined || id === this.run.study?.id);
    if (dataset === '' || shown) return;
    void this.run.look(dataset, id, (asked) => {
      if (this.form.touched) return;
      this.form.restore(asked);
      onFound?.(asked);
    });
  }
}

/** Everything of the page: the data that are studied, and of each view its form and its study, whichever view is shown. */
export class ValidateDesk {
  readonly data = new StudyData();
  readonly signals = new Bench<'validations', ValidationDocument, SignalForm>(
    'validations',
    new SignalForm(),
    this.data,
  );
  readonly sweep = new Bench<'sweeps', SweepDocument, SearchForm>('sweeps', new SearchForm(), this.data);
  readonly walk = new Bench<'walk-forwards', WalkDocument, WalkForm>(
    'walk-forwards',
    new WalkForm(),
    this.data,
  );
  #view = $state<View>('signals');
  #unknown = $state('');

  get view(): View {
    return this.#view;
  }
  /** A dataset that a link named and that there is not. */
  get unknown(): string {
    return this.#unknown;
  }
  /** What a link to this place holds. */
  get link(): ValidateLink {
    const { dataset, timeframe, symbol } = this.data;
    const view = this.#view;
    const study = view === 'ledger' ? undefined : this[view].run.study?.id;
    return { view, dataset, timeframe, symbol, study };
  }

  /** Takes up a link once the recordings are known. */
  open(link: ValidateLink): void {
    const { view, dataset = '', timeframe, symbol, study } = link;
    const known = datasets.find(dataset);
    this.#view = view;
    this.#unknown = dataset !== '' && !known ? dataset : '';
    this.data.choose(known?.name ?? datasets.list.at(0)?.name ?? '', { timeframe, symbol });
    const chosen = timeframe !== undefined || symbol !== undefined;
    this.#look(study, (asked) => {
      if (!chosen) this.data.restore(asked);
    });
  }

  show(view: View): void {
    this.#view = view;
    this.#look();
  }

  choose(dataset: string): void {
    this.#unknown = '';
    this.data.choose(dataset);
    this.#look();
  }

  close(): void {
    for (const { run } of [this.signals, this.sweep, this.walk]) run.close();
  }

  #look(id?: string, onFound?: (asked: { timeframe?: string; symbols?: string[] }) => void): void {
    if (this.#view === 'signals') this.signals.look(id, onFound);
    else if (this.#view === 'sweep') this.sweep.look(id, onFound);
    else if (this.#view === 'walk') this.walk.look(id, onFound);
  }
}
