import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutcomeName } from '@hindcast/engine/sweep';
import type { StoreFolders } from '../../datasets/index.ts';
import type { TrialResult } from './trial-jobs.ts';

/** Trials [from, from + length) as one line of the results file; null where a number is undefined. */
interface Line {
  readonly from: number;
  readonly numbers: Readonly<Record<OutcomeName, readonly (number | null)[]>>;
  readonly dailySharpe: readonly (number | null)[];
  readonly daily: readonly (readonly number[] | null)[];
}

/**
 * What a sweep has found so far, on disk: one folder per sweep, named by everything that its results depend on, with one line appended
 * per finished piece. A sweep that was interrupted goes on where it was, whichever process goes on with it.
 */
export class SweepStore {
  readonly folder: string;

  constructor(folders: StoreFolders, id: string) {
    this.folder = join(dirname(folders.data), 'sweeps', id);
  }

  /** Remembers what the sweep is, for people who look into the folder. */
  async begin(definition: object): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, 'definition.json'), `${JSON.stringify(definition, null, 2)}\n`);
  }

  /** Every finished trial, by its index. A line that a crash cut off is run again. */
  async read(): Promise<Map<number, TrialResult>> {
    const text = await readFile(this.#results, 'utf8').catch(() => '');
    const found = new Map<number, TrialResult>();
    for (const line of text.split('\n')) {
      const parsed = parse(line);
      if (parsed) resultsOf(parsed).forEach((result, k) => found.set(parsed.from + k, result));
    }
    return found;
  }

  async append(from: number, results: readonly TrialResult[]): Promise<void> {
    // The leading break ends a line that a crash may have cut off; empty lines mean nothing.
    await appendFile(this.#results, `\n${JSON.stringify(lineOf(from, results))}`);
  }

  async write(name: string, document: object): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, name), `${JSON.stringify(document)}\n`);
  }

  get #results(): string {
    return join(this.folder, 'results.jsonl');
  }
}

function lineOf(from: number, results: readonly TrialResult[]): Line {
  const names = Object.keys(results[0].numbers) as OutcomeName[];
  const numbers = Object.fromEntries(
    names.map((name) => [name, results.map((result) => known(result.numbers[name]))]),
  ) as unknown as Line['numbers'];
  return {
    from,
    numbers,
    dailySharpe: results.map(({ dailySharpe }) => known(dailySharpe)),
    daily: results.map(({ daily }) => daily && Array.from(daily)),
  };
}

function resultsOf({ numbers, dailySharpe, daily }: Line): TrialResult[] {
  const names = Object.keys(numbers) as OutcomeName[];
  return dailySharpe.map((sharpe, k) => ({
    numbers: Object.fromEntries(names.map((name) => [name, numbers[name][k] ?? NaN])) as Record<
      OutcomeName,
      number
    >,
    dailySharpe: sharpe ?? NaN,
    daily: daily[k] ? Float64Array.from(daily[k]) : null,
  }));
}

function parse(line: string): Line | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);
