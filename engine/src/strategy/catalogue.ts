import { catalogue as engineColumns } from '../metrics/registry.ts';

/** A name that an expression may use, and what the editor says when one hovers over it. */
export interface NameDoc {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** How it is computed, and the rows before its first value. */
  readonly formula?: string;
  readonly warmUp?: string;
  /** Words for the numbers of a state column, e.g. `{0: 'STABLE'}`: usable in comparisons. */
  readonly words?: Readonly<Record<number, string>>;
}

/** Whether a column answers yes or no, and so is a condition by itself. */
export function isFlag({ words }: NameDoc): boolean {
  return words !== undefined && words[0] === 'no' && words[1] === 'yes';
}

/** The columns that a lane can give, by name. Looked up in a Map: `constructor` is just an unknown name. */
export class Catalogue {
  readonly #names: ReadonlyMap<string, NameDoc>;

  constructor(names: Iterable<NameDoc>) {
    this.#names = new Map(Array.from(names, (entry) => [entry.name, entry]));
  }

  /** Bar fields and every metric, signal and detector of the engine. */
  static engine(): Catalogue {
    return new Catalogue(engineColumns());
  }

  get(name: string): NameDoc | undefined {
    return this.#names.get(name);
  }
  all(): NameDoc[] {
    return [...this.#names.values()];
  }
}

/** What an expression may ask of the open position and the account, as they stand at the bar's close. */
export const POSITION_NAMES = [
  { name: 'side', unit: '±1', meaning: '1 in a long position, -1 in a short one, 0 when flat' },
  {
    name: 'barsHeld',
    unit: 'bars',
    meaning: 'bars the position has been open, the entry bar included; 0 when flat',
  },
  {
    name: 'entryPrice',
    unit: 'quote',
    meaning: 'average fill price of the open position; missing when flat',
  },
  { name: 'size', unit: 'base', meaning: 'size of the open position; 0 when flat' },
  {
    name: 'pnl',
    unit: 'USDT',
    meaning:
      'unrealised profit of the open position at the close, before costs and funding; missing when flat',
  },
  {
    name: 'pnlPct',
    unit: '%',
    meaning: "price move since the entry in the position's favour, leverage left out; missing when flat",
  },
  { name: 'mae', unit: 'USDT', meaning: 'worst unrealised loss so far (<= 0); missing when flat' },
  { name: 'mfe', unit: 'USDT', meaning: 'best unrealised profit so far (>= 0); missing when flat' },
  { name: 'entries', unit: 'count', meaning: 'fills that built the open position (pyramiding); 0 when flat' },
  {
    name: 'barsSinceExit',
    unit: 'bars',
    meaning: 'bars since the last exit filled; missing before the first',
  },
  { name: 'equity', unit: 'USDT', meaning: "the account's equity, open positions marked at the close" },
  {
    name: 'drawdownPct',
    unit: '%',
    meaning: "fall of the account's equity from its highest close so far (>= 0)",
  },
] as const;

export type PositionName = (typeof POSITION_NAMES)[number]['name'];

/** Position of each name in the simulator's scratch row. */
export const POSITION_INDEX: ReadonlyMap<string, number> = new Map(
  POSITION_NAMES.map(({ name }, k) => [name, k]),
);
