import { HindcastError } from '@hindcast/engine';
import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises';
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
  const file = join(options.out, kpiFileName(report));
  await mkdir(options.out, { recursive: true });
  await writeFile(file, kpiMarkdown(report));
  cli.print(options, { file, ...short(report) }, () => file);
}

/** Refuses before minutes of work what could not be written after them. Makes nothing: a report that fails leaves no folder. */
async function requireFolder(folder: string): Promise<void> {
  let at = resolve(folder);
  let found = await stat(at).catch(() => null);
  while (!found && at !== dirname(at)) {
    at = dirname(at);
    found = await stat(at).catch(() => null);
  }
  const writable = await access(at, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (found?.isDirectory() && writable) return;
  throw new HindcastError(
    'REPORT_FOLDER',
    found?.isDirectory()
      ? `"${at}" may not be written to, so that the report cannot go into "${folder}".`
      : `"${at}" is no folder, so that the report cannot go into "${folder}".`,
    'Name another folder with --out.',
    { file: at },
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
