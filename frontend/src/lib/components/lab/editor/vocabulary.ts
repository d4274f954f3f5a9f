import type { StrategyNames, StrategyParameter, StrategyWord } from '$lib/state/lab/wire.ts';

/** A word that can be explained: of the language, a parameter of this file, or one of the file's keys. */
export interface Entry {
  name: string;
  kind: StrategyWord['kind'] | 'parameter' | 'key';
  type: string;
  unit: string;
  documentation: string;
  formula: string;
  signature: string;
  warmUp: string;
  states: readonly string[];
}

const BLANK = { type: '', unit: '', formula: '', warmUp: '', states: [] } as const;

/** Parameters as words: they are numbers, named by the file itself. */
function parameterEntry({ name, doc, min, max, ...parameter }: StrategyParameter): Entry {
  const range = min !== null && max !== null ? `, ${min} to ${max}` : '';
  return {
    ...BLANK,
    name,
    kind: 'parameter',
    type: 'number',
    documentation: doc || 'parameter of this strategy',
    signature: `${name} = ${parameter.default}${range}`,
  };
}

/** Every word that the editor can complete and explain. */
export class Vocabulary {
  readonly #words: ReadonlyMap<string, Entry>;
  readonly #keys: ReadonlyMap<string, Entry>;

  constructor({ words, keys }: StrategyNames, parameters: readonly StrategyParameter[]) {
    const entries: Entry[] = [...words, ...parameters.map(parameterEntry)];
    this.#words = new Map(entries.map((entry) => [entry.name, entry]));
    this.#keys = new Map(
      keys.map(({ name, documentation }) => [
        name,
        { ...BLANK, name, kind: 'key', documentation, signature: name },
      ]),
    );
  }

  word(name: string): Entry | undefined {
    return this.#words.get(name);
  }
  key(path: string): Entry | undefined {
    return this.#keys.get(path);
  }
  words(): Entry[] {
    return [...this.#words.values()];
  }
  /** The keys that may stand under another one; under nothing at the top. */
  keysUnder(parent: string): Entry[] {
    const depth = parent === '' ? 1 : parent.split('.').length + 1;
    return [...this.#keys.values()].filter(
      ({ name }) => name.split('.').length === depth && (parent === '' || name.startsWith(`${parent}.`)),
    );
  }
}
