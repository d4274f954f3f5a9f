import { HindcastError } from '@hindcast/engine';
import { mkdir, mkdtemp, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { collectKpis, type KpiReport } from '../../validation/kpi/kpi-report.ts';
import { kpiFileName, kpiMarkdown } from '../../validation/kpi/kpi-markdown.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';

/** `docs/reports` of the repository, seen from this file both in `src` and in `dist`. */
const REPORTS = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../../../docs/reports');

interface Options extends CommonOptions {
  out: string;
  venue?: string;
  symbol?: string;
  timeframe?: string;
}

export function registerDocs(program: Command, cli: Cli): void {
  withJson(program.command('docs [dataset]'))
    .description(
      'write the key figures of a dataset (demo when none is named) as a dated report, all of them computed',
    )
    .option('--out <folder>', 'where the report goes', REPORTS)
    .option('--venue <id>', 'lanes of this venue (default: all)')
    .option('--symbol <symbols>', 'lanes of these symbols, separated by commas (default: all)')
    .option('--timeframe <word>', 'bars to study (default: the shortest recorded)')
    .action((dataset: string | undefined, options: Options) => docs(cli, dataset ?? 'demo', options));
}

async function docs(cli: Cli, dataset: string, options: Options): Promise<void> {
  await requireFolder(options.out);
  const progress = cli.progress('Collecting');
  const report = await collectKpis(
    cli.store,
    {
      dataset,
      venue: options.venue,
      symbols: options.symbol?.split(','),
      timeframe: options.timeframe,
    },
    { onProgress: (done, total, detail) => progress.update(done, total, detail), signal: cli.signal },
  ).finally(() => progress.stop());
  const file = await writeReport(options.out, kpiFileName(report), kpiMarkdown(report));
  cli.print(options, { file, ...short(report) }, () => file);
}

/**
 * Refuses before minutes of work what could not be written after them. Tries it where the folder is, or will be, since permissions do not tell: a
 * file system may be read-only, or take no files at all (/proc, where making a folder with its parents never ends). Leaves nothing behind:
 * a report that fails leaves no folder.
 */
async function requireFolder(folder: string): Promise<void> {
  let at = resolve(folder);
  let found = await stat(at).catch(() => null);
  while (!found && at !== dirname(at)) {
    at = dirname(at);
    found = await stat(at).catch(() => null);
  }
  if (!found?.isDirectory()) throw noPlace(folder, at, `"${at}" is no folder`);
  try {
    await rmdir(await mkdtemp(join(at, '.hindcast-')));
  } catch {
    throw noPlace(folder, at, `"${at}" may not be written to`);
  }
}

async function writeReport(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  try {
    await mkdir(resolve(folder), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw noPlace(folder, file, `"${file}" cannot be written (${why})`);
  }
  return file;
}

function noPlace(folder: string, file: string, why: string): HindcastError {
  return new HindcastError(
    'REPORT_FOLDER',
    `${why}, so that the report cannot go into "${folder}".`,
    'Name another folder with --out.',
    { file },
  );
}

/** Without the paths and splits of every signal: those are what `hindcast validate --json` is for. */
function short({ validation, ...rest }: KpiReport): object {
  const subjects = validation.subjects.map(({ id, events, missing, horizons, verdict }) => ({
    id,
    events,
    missing,
    horizons,
    verdict,
  }));
  const { dataset, lanes, range, options, tests, engineVersion } = validation;
  return { ...rest, dataset, lanes, range, options, tests, subjects, engineVersion };
}
