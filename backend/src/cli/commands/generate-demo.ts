import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { DEMO_SEED, demoSpec } from '@hindcast/engine/testing';
import { MANIFEST_FILE, type DatasetManifest } from '../../datasets/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { writeDemo } from '../demo/write-demo.ts';
import { bytes, count } from '../text.ts';

interface Options extends CommonOptions {
  check?: boolean;
}

export function registerGenerateDemo(program: Command, cli: Cli): void {
  withJson(program.command('generate-demo'))
    .description('write the simulated demo dataset (datasets/demo) again, byte for byte')
    .option('--check', 'only say whether datasets/demo is what would be written; exits 1 when it is not')
    .action((options: Options) => generate(cli, options));
}

async function generate(cli: Cli, options: Options): Promise<void> {
  const root = cli.store.folders.shipped;
  if (root === undefined) throw noShippedFolder();
  const target = join(root, 'demo');
  const scratch = await mkdtemp(join(root, '.demo-'));
  try {
    const fresh = join(scratch, 'demo');
    const manifest = await writeDemo(fresh, demoSpec(), DEMO_SEED);
    const same = (await read(join(target, MANIFEST_FILE))) === (await read(join(fresh, MANIFEST_FILE)));
    if (options.check && !same) cli.answerNo();
    if (!options.check && !same) await replace(target, fresh, scratch);
    cli.print(options, { folder: target, same, digest: manifest.digest }, () =>
      summary(manifest, same, options.check === true),
    );
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
  await rename(fresh, target);
}

function summary(manifest: DatasetManifest, same: boolean, checked: boolean): string {
  const size = [...manifest.lanes, ...manifest.extras].reduce((sum, file) => sum + file.bytes, 0);
  const what = `datasets/demo: ${count(manifest.rows)} bars, ${bytes(size)}, digest ${manifest.digest}`;
  if (same) return `${what}\nAs it was: nothing to write.`;
  return checked ? `${what}\ndatasets/demo is something else.` : `${what}\nWritten.`;
}

function noShippedFolder(): HindcastError {
  return new HindcastError(
    'DATASET_ROOT',
    'There is no datasets folder to write the demo into.',
    "Run this in a clone of Hindcast's repository.",
  );
}
