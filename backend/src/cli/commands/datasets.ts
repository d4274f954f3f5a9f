import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import {
  assessDataset,
  EXPORT_FORMATS,
  exportDataset,
  type DatasetEntry,
  type DatasetManifest,
  type ExportFormat,
  type QualityReport,
} from '../../datasets/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { bytes, count, table, time } from '../text.ts';

export function registerDatasets(program: Command, cli: Cli): void {
  const datasets = withJson(program.command('datasets'))
    .description('list the recorded datasets; show, verify, export or delete one')
    .action((options: CommonOptions) => list(cli, options));
  withJson(datasets.command('show <name>'))
    .description('what a dataset holds: lanes, ranges, gaps, coverage, provenance')
    .option('--quality', 'look through every bar as well: as "datasets quality"')
    .action((name: string, _: unknown, command: Command) => show(cli, name, command.optsWithGlobals()));
  withJson(datasets.command('quality <name>'))
    .description('look for gaps, spikes, stuck and late series; exits 1 when something is wrong')
    .action((name: string, _: unknown, command: Command) => quality(cli, name, command.optsWithGlobals()));
  withJson(datasets.command('verify <name>'))
    .description('hash every file and compare with the manifest; exits 1 when one differs')
    .action((name: string, _: unknown, command: Command) => verify(cli, name, command.optsWithGlobals()));
  withJson(datasets.command('export <name> <folder>'))
    .description('copy a dataset into a new folder')
    .addOption(new Option('--format <format>', 'how to write it').choices(EXPORT_FORMATS).default('parquet'))
    .action((name: string, folder: string, _: unknown, command: Command) =>
      exportTo(cli, name, folder, command.optsWithGlobals()),
    );
  withJson(datasets.command('delete <name>'))
    .description('delete a dataset of your own')
    .action((name: string, _: unknown, command: Command) => remove(cli, name, command.optsWithGlobals()));
}

async function list(cli: Cli, options: CommonOptions): Promise<void> {
  const entries = await cli.store.list();
  cli.print(options, { datasets: entries.map(entryDocument) }, () => listText(entries));
}

function entryDocument(entry: DatasetEntry): object {
  const { name, root } = entry;
  if ('problem' in entry) return { name, root, problem: entry.problem };
  const { title, origin, licence, simulated, venues, symbols, timeframes, range, rows, digest } =
    entry.manifest;
  return { name, root, title, origin, licence, simulated, venues, symbols, timeframes, range, rows, digest };
}

function listText(entries: DatasetEntry[]): string {
  if (entries.length === 0) return 'No datasets yet. Import one: hindcast import <folder or files>';
  const rows = entries.map((entry) => {
    if ('problem' in entry) return [entry.name, 'broken', entry.problem.message, '', '', ''];
    const m = entry.manifest;
    const range = `${time(m.range.from)} to ${time(m.range.to)}`;
    const symbols = m.symbols.length > 4 ? `${m.symbols.length} symbols` : m.symbols.join(' ');
    return [
      m.name,
      m.simulated ? 'simulated' : 'recorded',
      symbols,
      m.timeframes.join(' '),
      range,
      count(m.rows),
    ];
  });
  return table(['name', 'kind', 'symbols', 'timeframes', 'range (UTC)', 'bars'], rows);
}

async function show(cli: Cli, name: string, options: CommonOptions & { quality?: boolean }): Promise<void> {
  const manifest = await cli.store.manifest(name);
  if (!options.quality) {
    cli.print(options, manifest, () => showText(manifest));
    return;
  }
  const report = await assessed(cli, name);
  cli.print(options, { manifest, quality: report }, () => `${showText(manifest)}\n\n${qualityText(report)}`);
}

function showText(m: DatasetManifest): string {
  const lanes = m.lanes.map((lane) => [
    `${lane.venue} ${lane.symbol} ${lane.timeframe}`,
    lane.rows,
    lane.missingBars,
    `${time(lane.range.from)} to ${time(lane.range.to)}`,
    bytes(lane.bytes),
    Object.entries(lane.coverage)
      .filter(([, rows]) => rows > 0)
      .map(([field, rows]) => (rows === lane.rows ? field : `${field} ${percent(rows / lane.rows)}`))
      .join(', '),
  ]);
  return [
    `${m.title}${m.simulated ? ' (simulated market)' : ''}`,
    `origin   ${m.origin}`,
    `licence  ${m.licence}`,
    `digest   ${m.digest}`,
    '',
    table(['lane', 'bars', 'missing', 'range (UTC)', 'size', 'fields'], lanes),
    ...m.notes.map((note) => `note: ${note}`),
  ].join('\n');
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

async function verify(cli: Cli, name: string, options: CommonOptions): Promise<void> {
  const progress = cli.progress('Verifying');
  const report = await cli.store
    .verify(name, { signal: cli.signal, onProgress: (done, total) => progress.update(done, total) })
    .finally(() => progress.stop());
  if (!report.ok) cli.answerNo();
  cli.print(options, report, () => {
    const bad = report.files.filter(({ ok }) => !ok).map(({ file, problem }) => `${file} ${problem}`);
    const files = `${report.files.length} files, digest ${report.digest}`;
    return report.ok ? `"${name}" is as it was written: ${files}` : bad.join('\n');
  });
}

async function quality(cli: Cli, name: string, options: CommonOptions): Promise<void> {
  const report = await assessed(cli, name);
  cli.print(options, report, () => qualityText(report));
}

/** Looks through a dataset; the answer is no when something is wrong. The map is for eyes, and left out. */
async function assessed(cli: Cli, name: string): Promise<Omit<QualityReport, 'map'>> {
  const dataset = await cli.store.open(name);
  const progress = cli.progress('Looking');
  const report = await assessDataset(dataset, {
    signal: cli.signal,
    onProgress: (done, total, lane) => progress.update(done, total, lane),
  }).finally(() => progress.stop());
  if (!report.ok) cli.answerNo();
  return { name: report.name, digest: report.digest, ok: report.ok, lanes: report.lanes };
}

function qualityText(report: Omit<QualityReport, 'map'>): string {
  const rows = report.lanes.flatMap((lane) =>
    lane.findings.map(({ kind, severity, count: bars, meaning, places }) => [
      `${lane.venue} ${lane.symbol} ${lane.timeframe}`,
      severity,
      kind,
      bars,
      `${time(places[0].from)}: ${places[0].detail}`,
      meaning,
    ]),
  );
  const bars = `${count(report.lanes.reduce((sum, lane) => sum + lane.rows, 0))} bars of "${report.name}"`;
  if (rows.length === 0) return `Nothing is wrong with the ${bars}.`;
  const verdict = report.ok ? 'nothing is plainly wrong' : 'something is wrong';
  return [`${bars}: ${verdict}.`, '', table(['lane', '', 'what', 'count', 'first', 'meaning'], rows)].join(
    '\n',
  );
}

async function exportTo(
  cli: Cli,
  name: string,
  folder: string,
  options: CommonOptions & { format: ExportFormat },
): Promise<void> {
  const dataset = await cli.store.open(name);
  const target = resolve(folder);
  const progress = cli.progress('Exporting');
  const files = await exportDataset(dataset, target, options.format, {
    signal: cli.signal,
    onProgress: (done, total, file) => progress.update(done, total, file),
  }).finally(() => progress.stop());
  const document = { name, digest: dataset.digest, format: options.format, folder: target, files };
  cli.print(options, document, () => `Exported "${name}" into ${target}: ${files.length} files.`);
}

async function remove(cli: Cli, name: string, options: CommonOptions): Promise<void> {
  await cli.store.delete(name);
  cli.print(options, { deleted: name }, () => `Deleted "${name}".`);
}
