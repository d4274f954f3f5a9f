import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import { hashOf } from '@hindcast/engine/strategy';
import type { StoreFolders } from '../datasets/index.ts';

export const TRIAL_KINDS = ['validate', 'simulate', 'sweep', 'walk-forward'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** One thing that was tried on a dataset. */
export interface Trial {
  /** Equal for the same thing tried again, which does not count twice. */
  readonly key: string;
  readonly kind: TrialKind;
  /** For a person: the signal, the expression, the strategy. */
  readonly what: string;
  /** How many variants it stands for: 1, or the runs of a sweep. */
  readonly trials: number;
  /** P-values of its tests; null for one that could not be computed. Empty where nothing is tested by a p-value. */
  readonly pValues: readonly (number | null)[];
  /** Daily Sharpe ratio of the best variant and the variance across variants, not annualised; null where unknown. */
  readonly sharpe: number | null;
  readonly sharpeVariance: number | null;
}

/** As it stands in the ledger. */
export interface TrialEntry extends Trial {
  /** When it was tried, UTC ms. */
  readonly at: number;
}

/** A key of whatever makes one try another than the next. */
export function trialKey(what: unknown): string {
  return hashOf(what).slice(0, 32);
}

/**
 * What has been tried on each dataset, so that the twentieth try is judged as the twentieth. One file per dataset digest, one line
 * per trial; lines are only ever appended. It belongs to the data and not to the database, so that the command line and the server
 * write the same one.
 */
export class TrialLedger {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Beside the datasets of the data folder. */
  static beside(folders: StoreFolders): TrialLedger {
    return new TrialLedger(join(dirname(folders.data), 'ledger'));
  }

  /**
   * Everything tried on these data, the oldest first, each thing once: as it was tried first, or, of a sweep that was stopped and went on,
   * with the most variants that have been shown of it.
   */
  async read(digest: string): Promise<TrialEntry[]> {
    const text = await readFile(this.#file(digest), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const found = new Map<string, TrialEntry>();
    const lines = text.split('\n');
    lines.forEach((line, k) => {
      if (line === '') return;
      const entry = this.#parse(line, k, k === lines.length - 1, digest);
      if (entry && isMore(entry, found.get(entry.key))) found.set(entry.key, entry);
    });
    return [...found.values()];
  }

  /** Writes down what was tried now. What stands there already, with as many variants, is not written again. */
  async append(digest: string, trials: readonly Trial[], at = Date.now()): Promise<void> {
    const known = new Map((await this.read(digest)).map((entry) => [entry.key, entry]));
    const fresh = trials.filter((trial) => isMore(trial, known.get(trial.key)));
    if (fresh.length === 0) return;
    await mkdir(this.folder, { recursive: true });
    // A line break first where a crash left half a line: the half is skipped, not joined to this one.
    const torn = await this.#endsTorn(digest);
    const lines = fresh.map((trial) => `${JSON.stringify({ at, ...trial })}\n`).join('');
    await appendFile(this.#file(digest), torn ? `\n${lines}` : lines);
  }

  #file(digest: string): string {
    return join(this.folder, `${digest.replace(/[^0-9a-zA-Z]/g, '-')}.jsonl`);
  }

  async #endsTorn(digest: string): Promise<boolean> {
    const text = await readFile(this.#file(digest), 'utf8').catch(() => '');
    return text !== '' && !text.endsWith('\n');
  }

  /** A line that a crash cut off is no trial; any other line that is not one means that somebody has edited the ledger. */
  #parse(line: string, index: number, last: boolean, digest: string): TrialEntry | undefined {
    try {
      const entry = JSON.parse(line) as TrialEntry;
      if (typeof entry.key === 'string' && Array.isArray(entry.pValues) && entry.trials >= 1) return entry;
    } catch {
      if (last || !line.endsWith('}')) return undefined;
    }
    const file = this.#file(digest);
    throw new HindcastError(
      'LEDGER_DAMAGED',
      `${file}, line ${index + 1} is not a trial.`,
      'The ledger is only ever appended to: restore the line, or move the file away and begin again.',
      { file, row: index + 1 },
    );
  }
}

/** Whether it says more than what is known of the same try. */
const isMore = (trial: Trial, known: Trial | undefined): boolean =>
  known === undefined ||
  trial.trials > known.trials ||
  // A sweep that was stopped when nothing but its reports was left has no result yet.
  (trial.trials === known.trials && known.sharpe === null && trial.sharpe !== null);

/**
 * P-values that a correction has to count besides those of `keys`. A test that could not be made for want of events is none, as in the
 * validation that tried it. What has no p-values at all counts as tries that found nothing: a backtest as one; a sweep or a walk-forward
 * of n variants as √n, as it does where a Sharpe ratio is deflated. How alike its variants were is not known here; that they are worth one
 * try is what somebody who sweeps a threshold and validates the best would like to think, and that they are worth n would say that nothing
 * can ever be found again.
 */
export function earlierPValues(entries: readonly TrialEntry[], keys: ReadonlySet<string>): Float64Array {
  return Float64Array.from(
    entries
      .filter(({ key }) => !keys.has(key))
      .flatMap(({ pValues, trials }) =>
        pValues.length > 0
          ? pValues.filter((p) => p !== null)
          : new Array<number>(Math.ceil(Math.sqrt(trials))).fill(NaN),
      ),
  );
}

/** Variants of each thing that was tried: what somebody has validated can be made a strategy as well, and is one try. */
export function triesOf(entries: readonly TrialEntry[]): number[] {
  return entries.map(({ trials }) => trials);
}

/** Variants tried in all. */
export function variantsTried(entries: readonly TrialEntry[]): number {
  return triesOf(entries).reduce((sum, trials) => sum + trials, 0);
}
