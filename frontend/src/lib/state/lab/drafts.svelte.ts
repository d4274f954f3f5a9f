/** A strategy of one's own: kept in this browser, never sent but to be simulated. */
export interface Draft {
  id: string;
  text: string;
  /** UTC ms */
  changedAt: number;
}

const KEY = 'hindcast-drafts';
/** What the ids of drafts begin with; shipped strategies are named by words. */
export const DRAFT = 'draft-';
/** Drafts that are kept; beyond that the oldest goes. */
const MOST = 50;

/** What a strategy's text calls itself. */
export const titleOf = (text: string): string =>
  /^\s*"?name"?\s*:\s*["']?(.*?)["']?\s*,?\s*$/m.exec(text)?.[1] || 'Untitled';

/** A few random letters; `randomUUID` is missing where the page is not served securely. */
const randomWord = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

function isDraft(value: unknown): value is Draft {
  const { id, text, changedAt } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof text === 'string' && typeof changedAt === 'number';
}

function read(): Draft[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter(isDraft) : [];
  } catch {
    return [];
  }
}

/** The drafts of this browser, the one changed last first. */
class Drafts {
  #list = $state.raw<readonly Draft[]>(read());
  #kept = $state(true);

  constructor() {
    // Another tab of this browser keeps its drafts in the same place.
    addEventListener('storage', ({ key }) => {
      if (key === KEY) this.#list = read();
    });
  }

  get list(): readonly Draft[] {
    return this.#list;
  }
  /** False when the browser refuses to keep anything: drafts then hold for this visit. */
  get kept(): boolean {
    return this.#kept;
  }

  find(id: string): Draft | undefined {
    return this.#list.find((draft) => draft.id === id);
  }

  /** Starts a draft; its id stays the same when its text changes. */
  add(text: string): string {
    const id = `${DRAFT}${randomWord()}`;
    this.#keep([{ id, text, changedAt: Date.now() }, ...this.#list].slice(0, MOST));
    return id;
  }

  change(id: string, text: string): void {
    const others = this.#list.filter((draft) => draft.id !== id);
    this.#keep([{ id, text, changedAt: Date.now() }, ...others]);
  }

  remove(id: string): void {
    this.#keep(this.#list.filter((draft) => draft.id !== id));
  }

  #keep(list: readonly Draft[]): void {
    this.#list = list;
    try {
      localStorage.setItem(KEY, JSON.stringify(list));
      this.#kept = true;
    } catch {
      this.#kept = false;
    }
  }
}

export const drafts = new Drafts();
