import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { HindcastError, Market, type Tape } from '@hindcast/engine';
import {
  detectionsOf,
  parseTruth,
  PLANTED_KINDS,
  scoreDetectors,
  type Detection,
  type DetectorScore,
  type TruthDocument,
} from '@hindcast/engine/testing';
import type { Dataset } from '../../datasets/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { compute } from '../compute.ts';
import { TRUTH_FILE } from '../demo/write-demo.ts';
import { table, time } from '../text.ts';

/** What a detector has to reach on the planted market at default thresholds. */
const LEAST_RECALL = 0.95;
const LEAST_PRECISION = 0.95;
interface Options extends CommonOptions {
  truth?: boolean;
}

export function registerDetectors(program: Command, cli: Cli): void {
  withJson(program.command('detectors [dataset]'))
    .description('count what tiers and detectors say about a dataset (demo when none is named)')
    .option('--truth', 'compare with the planted truth of a simulated dataset; exits 1 below 95 % either way')
    .action((dataset: string | undefined, options: Options) => detectors(cli, dataset ?? 'demo', options));
}

async function detectors(cli: Cli, name: string, options: Options): Promise<void> {
  const dataset = await cli.store.open(name);
  const truth = options.truth ? await readTruth(dataset) : null;
  const detections = await detect(cli, dataset, truth);
  if (truth) return report(cli, dataset, scoreDetectors(detections, truth.events), options);
  const counts = PLANTED_KINDS.map((kind) => ({
    kind,
    claims: detections.filter((d) => d.kind === kind).length,
  }));
  const document = { dataset: name, digest: dataset.digest, simulated: dataset.manifest.simulated, counts };
  cli.print(options, document, () =>
    [
      headline(dataset),
      '',
      table(
        ['kind', 'claims'],
        counts.map(({ kind, claims }) => [kind, claims]),
      ),
    ].join('\n'),
  );
}

async function readTruth(dataset: Dataset): Promise<TruthDocument> {
  const file = join(dataset.folder, TRUTH_FILE);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new HindcastError(
      'TRUTH_MISSING',
      `Dataset "${dataset.name}" has no ${TRUTH_FILE}: nothing was planted in it.`,
      'Leave --truth out, or name a simulated dataset such as demo.',
      { file },
    );
  });
  return parseTruth(text, file);
}

/** Runs the engine over the dataset's shortest timeframe. */
async function detect(cli: Cli, dataset: Dataset, truth: TruthDocument | null): Promise<Detection[]> {
  const timeframe = truth?.timeframe ?? dataset.manifest.timeframes[0];
  const tapes: Tape[] = [];
  for (const lane of dataset.manifest.lanes) {
    if (lane.timeframe === timeframe) tapes.push(await cli.store.openTape(dataset, lane));
  }
  const market = new Market(tapes);
  if (truth && market.lanes[0].tape.openTime[0] !== truth.start) throw otherGrid(dataset);
  compute(cli, market);
  return detectionsOf(market);
}

function otherGrid(dataset: Dataset): HindcastError {
  return new HindcastError(
    'TRUTH_GRID',
    `The ${TRUTH_FILE} of "${dataset.name}" does not begin where its bars do.`,
    'Generate the dataset again.',
    { file: join(dataset.folder, TRUTH_FILE) },
  );
}

function report(cli: Cli, dataset: Dataset, scores: DetectorScore[], options: Options): void {
  const failed = scores.filter((score) => score.recall < LEAST_RECALL || score.precision < LEAST_PRECISION);
  if (failed.length > 0) cli.answerNo();
  const { name, digest } = dataset;
  const demanded = { recall: LEAST_RECALL, precision: LEAST_PRECISION };
  const document = {
    dataset: name,
    digest,
    ok: failed.length === 0,
    demanded,
    kinds: scores.map(scoreDocument),
  };
  cli.print(options, document, () => reportText(dataset, scores, failed));
}

/** NaN (nothing planted, nothing claimed) is null in JSON. */
function scoreDocument(score: DetectorScore): object {
  const known = (x: number): number | null => (Number.isNaN(x) ? null : x);
  return { ...score, recall: known(score.recall), precision: known(score.precision) };
}

function reportText(dataset: Dataset, scores: DetectorScore[], failed: DetectorScore[]): string {
  const percent = (x: number): string => (Number.isNaN(x) ? 'none' : `${(100 * x).toFixed(1)} %`);
  const rows = scores.map((s) => [
    ...[s.kind, s.planted, s.unfindable, s.found, s.claims, s.falseEvents],
    ...[percent(s.recall), percent(s.precision)],
  ]);
  const head = ['kind', 'planted', 'unfindable', 'found', 'claims', 'false', 'recall', 'precision'];
  return [headline(dataset), '', table(head, rows), '', verdict(failed), ...failed.flatMap(details)].join(
    '\n',
  );
}

function headline({ manifest, digest }: Dataset): string {
  return `${manifest.title}${manifest.simulated ? ' (simulated market)' : ''}, digest ${digest}`;
}

function verdict(failed: DetectorScore[]): string {
  if (failed.length === 0) return 'Every kind reaches 95 % recall with at most 5 % false claims.';
  return `Below 95 %: ${failed.map(({ kind }) => kind).join(', ')}.`;
}

function details({ kind, missed, unexplained }: DetectorScore): string[] {
  const lines: string[] = [];
  if (missed)
    lines.push(
      `  ${kind}: first missed ${missed.symbol} ${missed.venue ?? ''} from ${time(missed.fromTime)}`,
    );
  if (unexplained)
    lines.push(`  ${kind}: first false ${unexplained.symbol} ${unexplained.venue}, row ${unexplained.row}`);
  return lines;
}
