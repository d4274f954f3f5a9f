import { readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import {
  documentOf,
  headline,
  html,
  junit,
  linesOf,
  markdown,
  only,
  prepareJobs,
  readSuites,
  runJobs,
  shard,
  since,
  word,
  type CaseResult,
  type Shard,
  type SuiteCase,
} from '../../regress/index.ts';
import { EXIT, withJson, type Cli, type CommonOptions } from '../cli.ts';
import { wholeNumber } from '../numbers.ts';
import { table } from '../text.ts';

interface Options extends CommonOptions {
  update?: boolean;
  only: string[];
  shard?: Shard;
  since?: string;
  workers?: number;
  junit?: string;
  markdown?: string;
  html?: string;
  allowHttp?: boolean;
  trace: boolean;
}

function shardOf(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const found = { index: Number(index), of: Number(of) };
  if (!(found.index >= 1 && found.index <= found.of))
    throw new InvalidArgumentError('Write 1/3, 2/3 or 3/3.');
  return found;
}

const words = (text: string, before: string[]): string[] => [...before, ...text.split(',')];

export function registerRegress(program: Command, cli: Cli): void {
  withJson(program.command('regress [suites...]'))
    .description(
      'replay recorded suites and compare with their golden files; exits 1 where something differs',
    )
    .option('--update', 'write the golden files of cases that differ or have none')
    .option(
      '--only <cases>',
      'these cases only: suite/case, a name, or a pattern with *; repeatable',
      words,
      [],
    )
    .option('--shard <i/n>', 'every n-th case, beginning with the i-th', shardOf)
    .option('--since <revision>', 'only cases whose inputs changed since a git revision')
    .option('--workers <n>', 'threads (default: one for each processor)', wholeNumber)
    .option('--no-trace', 'do not compute the golden side again to find the very bar: faster')
    .option('--junit <file>', 'write JUnit XML')
    .option('--markdown <file>', 'write Markdown for a comment on a pull request')
    .option('--html <file>', 'write one self-contained page')
    .option('--allow-http', 'let datasets come over plain http, for servers of your own')
    .action((suites: string[], options: Options) => regress(cli, suites, options));
}

async function regress(cli: Cli, files: readonly string[], options: Options): Promise<void> {
  const all = await readSuites(files.length > 0 ? files : await shippedSuites(cli));
  const cases = await chosen(all, options);
  const results = await execute(cli, cases, options);
  if (options.junit) await written(options.junit, junit(results));
  if (options.markdown) await written(options.markdown, markdown(results));
  if (options.html) await written(options.html, html(results));
  if (results.some(({ status }) => status === 'failed')) cli.exitCode = EXIT.failed;
  else if (!options.update && results.some(({ status }) => status === 'differs')) cli.answerNo();
  cli.print(options, documentOf(results), () => text(results));
}

/** The suites that ship with Hindcast. */
export async function shippedSuites(cli: Cli): Promise<string[]> {
  const { shipped } = cli.store.folders;
  const folder = shipped === undefined ? undefined : join(shipped, 'suites');
  const names = folder ? await readdir(folder).catch(() => []) : [];
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  if (folder && files.length > 0) return files.map((name) => join(folder, name));
  throw new HindcastError('SUITE_MISSING', 'There is no suite to run.', 'Name a suite file; see docs/ci.md.');
}

async function chosen(all: readonly SuiteCase[], options: Options): Promise<SuiteCase[]> {
  let cases = only(all, options.only);
  if (options.since !== undefined) cases = await since(cases, options.since);
  return options.shard ? shard(cases, options.shard) : cases;
}

async function execute(cli: Cli, cases: readonly SuiteCase[], options: Options): Promise<CaseResult[]> {
  const progress = cli.progress('Replaying');
  try {
    const { jobs, failed } = await prepareJobs(cli.store, cases, { allowHttp: options.allowHttp ?? false });
    let done = 0;
    const results = await runJobs(cli.store.folders, jobs, {
      workers: options.workers ?? availableParallelism(),
      update: options.update ?? false,
      trace: options.trace,
      signal: cli.signal,
      onDone: ({ id }) => progress.update(++done, jobs.length, id),
    });
    const byId = new Map([...results, ...failed].map((one) => [one.id, one]));
    return cases.flatMap(({ id }) => byId.get(id) ?? []);
  } finally {
    progress.stop();
  }
}

async function written(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HindcastError(
      'REPORT_NOT_WRITTEN',
      `${file} cannot be written: ${reason}.`,
      'Check the path.',
      { file },
    );
  });
}

function text(results: readonly CaseResult[]): string {
  const rows = results.map((one) => [one.id, word(one), one.ms]);
  const details = results
    .filter(({ status }) => status !== 'equal')
    .flatMap((one) => ['', `${one.id}: ${word(one)}`, ...linesOf(one).map((line) => `  ${line}`)]);
  return [table(['case', 'result', 'ms'], rows), ...details, '', headline(results)].join('\n');
}
