import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { DEMO_SEED, demoSpec } from '@hindcast/engine/testing';
import { MANIFEST_FILE, type DatasetManifest } from '../../datasets/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { writeDemo } from '../demo/write-demo.ts';
import { writeMinutes } from '../demo/write-minutes.ts';
import { bytes, count } from '../text.ts';

interface Options extends CommonOptions {
  check?: boolean;
}

export function registerGenerateDemo(program: Command, cli: Cli): void {
  withJson(program.command('generate-demo'))
    .description(
      'write the simulated datasets of this repository again, byte for byte: the demo, and what the suites need',
    )
    .option('--check', 'only say whether they are what would be written; exits 1 when one is not')
    .action((options: Options) => generate(cli, options));
}

/** What is generated, and where it lies under the folder of shipped datasets. */
const SHIPPED: readonly { place: string; write: (folder: string) => Promise<DatasetManifest> }[] = [
  { place: 'demo', write: (folder) => writeDemo(folder, demoSpec(), DEMO_SEED) },
  { place: 'suites/data/minutes', write: writeMinutes },
];

async function generate(cli: Cli, options: Options): Promise<void> {
  const root = cli.store.folders.shipped;
  if (root === undefined) throw noShippedFolder();
  const written: Written[] = [];
  for (const { place, write } of SHIPPED) written.push(await regenerate(root, place, write, options));
  if (options.check && !written.every(({ same }) => same)) cli.answerNo();
  const facts = written.map(({ place, same, manifest }) => ({
    folder: place,
    same,
    digest: manifest.digest,
  }));
  cli.print(options, facts, () => written.map((one) => summary(one, options.check === true)).join('\n'));
}

interface Written {
  place: string;
  same: boolean;
  manifest: DatasetManifest;
}

async function regenerate(
  root: string,
  place: string,
  write: (folder: string) => Promise<DatasetManifest>,
  { check }: Options,
): Promise<Written> {
  const target = join(root, place);
  const scratch = await mkdtemp(join(root, '.demo-'));
  try {
    const fresh = join(scratch, 'fresh');
    const manifest = await write(fresh);
    const same = (await read(join(target, MANIFEST_FILE))) === (await read(join(fresh, MANIFEST_FILE)));
    if (!check && !same) await replace(target, fresh, scratch);
    return { place: `datasets/${place}`, same, manifest };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The manifest holds the hash of every file: where the manifests are equal, so are the folders. */
async function read(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

async function replace(target: string, fresh: string, scratch: string): Promise<void> {
  await rename(target, join(scratch, 'old')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await mkdir(dirname(target), { recursive: true });
  await rename(fresh, target);
}

function summary({ place, same, manifest }: Written, checked: boolean): string {
  const size = [...manifest.lanes, ...manifest.extras].reduce((sum, file) => sum + file.bytes, 0);
  const what = `${place}: ${count(manifest.rows)} bars, ${bytes(size)}, digest ${manifest.digest}`;
  if (same) return `${what}\nAs it was: nothing to write.`;
  return checked ? `${what}\n${place} is something else.` : `${what}\nWritten.`;
}

function noShippedFolder(): HindcastError {
  return new HindcastError(
    'DATASET_ROOT',
    'There is no datasets folder to write the demo into.',
    "Run this in a clone of Hindcast's repository.",
  );
}
