import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoSpec, smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders } from '../../datasets/index.ts';
import { runCli } from '../program.ts';
import { writeDemo } from '../demo/write-demo.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command on a data folder of its own; the shipped datasets are the repository's. */
async function run(
  ...args: string[]
): Promise<{ exitCode: number; document: Record<string, unknown>; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli([...args, '--json'], {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    interactive: false,
    env: { DATA_DIR: folder },
    signal: new AbortController().signal,
  });
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown>, stderr };
}

describe('a simulated dataset', () => {
  it('is written byte for byte the same, and says that it is simulated', async () => {
    const spec = { ...demoSpec(), days: 3 };
    const first = await writeDemo(join(folder, 'first'), spec, 'small');
    const second = await writeDemo(join(folder, 'second'), spec, 'small');
    // The manifest holds the hash of every file, and its own.
    expect(second).toEqual(first);
    expect(first).toMatchObject({ simulated: true, licence: 'MIT', rows: 6 * 3 * 288 - 3 * 7 });
    expect(first.extras.map(({ file }) => file)).toEqual(['truth.json', 'README.md']);
    const other = await writeDemo(join(folder, 'other'), spec, 'another seed');
    expect(other.digest).not.toBe(first.digest);
  });

  it('has its holes in the manifest', async () => {
    const manifest = await writeDemo(join(folder, 'holes'), { ...demoSpec(), days: 2 }, 'small');
    const bybit = manifest.lanes.filter(({ venue }) => venue === 'bybit');
    for (const { gaps, missingBars } of bybit) {
      expect(missingBars).toBe(7);
      expect(gaps).toEqual([
        { from: demoSpec().start + 402 * 300_000, to: demoSpec().start + 409 * 300_000, bars: 7 },
      ]);
    }
  });
});

describe('datasets/demo', () => {
  const store = new DatasetStore(storeFolders());

  it('is what the generator writes, like what the suites need', async () => {
    const { exitCode, document } = await run('generate-demo', '--check');
    expect(document).toMatchObject([{ same: true }, { same: true }]);
    expect(exitCode).toBe(0);
  }, 60_000);

  it('is small enough to be committed', async () => {
    const { lanes, extras, simulated } = await store.manifest('demo');
    const size = [...lanes, ...extras].reduce((sum, { bytes }) => sum + bytes, 0);
    expect(size).toBeLessThan(8_000_000);
    expect(simulated).toBe(true);
  });

  it('has a README that names its seed', async () => {
    const text = await readFile(join(storeFolders().shipped ?? '', 'demo', 'README.md'), 'utf8');
    expect(text).toContain('Nothing in this folder was ever traded');
    expect(text).toContain('hindcast demo 1');
  });
});

describe('hindcast detectors', () => {
  it('finds what was planted in the demo', async () => {
    const { exitCode, document } = await run('detectors', '--truth');
    expect(document).toMatchObject({
      dataset: 'demo',
      ok: true,
      demanded: { recall: 0.95, precision: 0.95 },
    });
    expect(document.kinds).toHaveLength(12);
    expect(exitCode).toBe(0);
  }, 60_000);

  it('counts claims where there is no truth, and says so when one is asked for', async () => {
    const own = new DatasetStore(storeFolders(folder));
    const draft = { name: 'wild', origin: 'test', licence: 'MIT', simulated: true };
    await own.write(draft, smallMarket('wild', { rows: 400 }));
    const counted = await run('detectors', 'wild');
    expect(counted.exitCode).toBe(0);
    expect(counted.document).toMatchObject({ dataset: 'wild', simulated: true });
    const refused = await run('detectors', 'wild', '--truth');
    expect(refused.exitCode).toBe(2);
    expect(refused.document).toMatchObject({ error: { code: 'TRUTH_MISSING' } });
  });
});
