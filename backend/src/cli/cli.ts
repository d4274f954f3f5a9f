import type { Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { readCacheLimit } from '../config/environment.ts';
import { DatasetStore, storeFolders } from '../datasets/index.ts';
import { startProgress, type Progress } from './progress.ts';

/** The exit codes of every command (docs/cli.md). */
export const EXIT = {
  /** It was done, or the answer is yes. */
  ok: 0,
  /** It was done, and the answer is no: a dataset is damaged, a regression was found. */
  no: 1,
  /** It could not be done. */
  failed: 2,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The outside world as a command sees it; tests pass their own. */
export interface CliStreams {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard error is a terminal: only then is there a progress bar. */
  interactive: boolean;
  env: Record<string, string | undefined>;
  /** Fires on Ctrl-C. */
  signal: AbortSignal;
}

/** Options that every command has. */
export interface CommonOptions {
  json?: boolean;
}

/** What a command is given to work with: output, progress, the dataset store. */
export class Cli {
  readonly streams: CliStreams;
  exitCode: ExitCode = EXIT.ok;
  #store: DatasetStore | undefined;

  constructor(streams: CliStreams) {
    this.streams = streams;
  }

  get signal(): AbortSignal {
    return this.streams.signal;
  }

  /** The store under `DATA_DIR`. */
  get store(): DatasetStore {
    const { env } = this.streams;
    return (this.#store ??= new DatasetStore(storeFolders(env.DATA_DIR, readCacheLimit(env))));
  }

  /** Prints the result: with --json the one document on standard output, else the text for a person. */
  print(options: CommonOptions, document: unknown, text: () => string): void {
    this.streams.stdout(options.json ? `${JSON.stringify(document)}\n` : `${text()}\n`);
  }

  /** A remark for a person: on standard error, so that it never mixes with a result. */
  say(text: string): void {
    this.streams.stderr(`${text}\n`);
  }

  progress(label: string): Progress {
    return startProgress(label, this.streams.interactive);
  }

  /** The answer is no: the command ran, and exits 1. */
  answerNo(): void {
    this.exitCode = EXIT.no;
  }

  /** Says what went wrong on standard error, and with --json as the one document on standard output. */
  fail(error: unknown, json: boolean): void {
    this.exitCode = EXIT.failed;
    const known = error instanceof HindcastError ? error : this.#unforeseen(error);
    this.say(`hindcast: ${known.message}`);
    if (known.action) this.say(`  ${known.action}`);
    if (json) this.streams.stdout(`${JSON.stringify({ error: known })}\n`);
  }

  #unforeseen(error: unknown): HindcastError {
    if (this.signal.aborted) {
      return new HindcastError(
        'INTERRUPTED',
        'Interrupted: nothing was changed.',
        'Start it again when you like.',
      );
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new HindcastError('UNEXPECTED', `Something unforeseen went wrong: ${text}`, 'Please report this.');
  }
}

/** A command of the program: one file in `commands/`, one line in `commands/index.ts`. */
export type RegisterCommand = (program: Command, cli: Cli) => void;

/** Adds --json to a command, with the same words everywhere. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document on standard output and nothing else there');
}
