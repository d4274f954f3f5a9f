import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MINUTE } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { runHindcast } from './cli-runner.ts';
import { LANE, sameTape, sampleTape, START } from './sample-tapes.ts';

const BACKEND = resolve(fileURLToPath(new URL('.', import.meta.url)), '../..');

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let dataDir: string;
let store: DatasetStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-cli-'));
  dataDir = join(folder, 'data');
  store = new DatasetStore({ data: join(dataDir, 'datasets'), cache: join(dataDir, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const hindcast = (...args: string[]): ReturnType<typeof runHindcast> => runHindcast(dataDir, ...args);

async function klines(name: string, count: number): Promise<string> {
  const path = join(folder, name);
  const rows = Array.from({ length: count }, (_, i) => {
    const open = START + i * 5 * MINUTE;
    return `${open},100,101,99,100.5,12.5,${open + 5 * MINUTE - 1},1256.25,40,6,603,0`;
  });
  await writeFile(path, `${rows.join('\n')}\n`);
  return path;
}

describe('hindcast', () => {
  it('imports, lists, shows, verifies, exports and deletes, with one JSON document each', async () => {
    const path = await klines('BTCUSDT-5m-2024-01.csv', 1000);
    const imported = await hindcast('import', path, '--name', 'btc', '--licence', 'MIT', '--json');
    expect(imported).toMatchObject({ code: 0, err: '' });
    const report = JSON.parse(imported.out);
    expect(report).toMatchObject({ name: 'btc', dryRun: false, rows: 1000, ignored: [] });
    expect(report.lanes[0]).toMatchObject({ ...LANE, rows: 1000, missingBars: 0 });

    const listed = JSON.parse((await hindcast('datasets', '--json')).out).datasets;
    expect(listed.find((d: { name: string }) => d.name === 'btc')).toMatchObject({
      root: 'data',
      licence: 'MIT',
      digest: report.digest,
    });
    expect(JSON.parse((await hindcast('datasets', 'show', 'btc', '--json')).out).digest).toBe(report.digest);

    expect(JSON.parse((await hindcast('datasets', 'verify', 'btc', '--json')).out)).toMatchObject({
      ok: true,
    });
    const out = join(folder, 'out');
    const exported = await hindcast('datasets', 'export', 'btc', out, '--format', 'csv', '--json');
    expect(JSON.parse(exported.out)).toMatchObject({ files: ['binanceusdm/BTC-USDT-USDT-5m.csv'] });
    expect((await hindcast('datasets', 'delete', 'btc', '--json')).out).toBe('{"deleted":"btc"}\n');
    expect(await store.has('btc')).toBe(false);
  });

  it('shows the quality report below the manifest', async () => {
    await hindcast('import', await klines('BTCUSDT-5m.csv', 100), '--name', 'btc');
    const shown = await hindcast('datasets', 'show', 'btc', '--quality');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/digest[\s\S]*100 bars of "btc"/);
    const { out } = await hindcast('datasets', 'show', 'btc', '--quality', '--json');
    expect(JSON.parse(out)).toMatchObject({
      manifest: { name: 'btc' },
      quality: { ok: true, lanes: [{ rows: 100 }] },
    });
  });

  it('exits 1 when the answer is no', async () => {
    await hindcast('import', await klines('BTCUSDT-5m.csv', 100), '--name', 'btc');
    const dataset = await store.open('btc');
    const path = join(dataset.folder, dataset.manifest.lanes[0].file);
    const bytes = await readFile(path);
    bytes[100] ^= 1;
    await writeFile(path, bytes);
    const verified = await hindcast('datasets', 'verify', 'btc');
    expect(verified).toMatchObject({ code: 1, err: '' });
    expect(verified.out).toContain(`${dataset.manifest.lanes[0].file} was changed`);
  });

  it('exits 2 and says why on standard error when it cannot run', async () => {
    for (const [args, sentence] of [
      [['import', join(folder, 'nowhere')], 'There is no file or folder'],
      [['datasets', 'show', 'nothing'], 'There is no dataset "nothing".'],
      [['datasets', 'export', 'x'], "missing required argument 'folder'"],
      [['dataset'], "unknown command 'dataset'"],
      [['import'], 'What is to be imported?'],
      [['import', folder, '--nmae', 'x'], "unknown option '--nmae'"],
      [[], 'Which command?'],
    ] as [string[], string][]) {
      const { code, out, err } = await hindcast(...args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toContain(sentence);
    }
    const asJson = await hindcast('datasets', 'show', 'nothing', '--json');
    expect(JSON.parse(asJson.out).error).toMatchObject({ code: 'DATASET_UNKNOWN' });
  });

  it('has help for the program and for every command', async () => {
    for (const args of [
      [],
      ['import'],
      ['datasets'],
      ['datasets', 'show'],
      ['datasets', 'verify'],
      ['datasets', 'quality'],
      ['datasets', 'export'],
      ['datasets', 'delete'],
    ]) {
      const { code, out, err } = await hindcast(...args, '--help');
      expect([args, code, err]).toEqual([args, 0, '']);
      expect(out).toContain('Usage: hindcast');
    }
  });

  it('checks without writing in a dry run', async () => {
    const { code, out } = await hindcast('import', await klines('BTCUSDT-5m.csv', 50), '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('Would write "btcusdt-5m": 50 bars in 1 lanes');
    expect(await readdir(dataDir).catch(() => [])).toEqual([]);
  });

  it('keeps every bit from a dataset to CSV and back', async () => {
    const tape = sampleTape(3000, { holes: [5, 6, 1000] });
    const before = await store.write({ name: 'before', origin: 'x', licence: 'x', simulated: false }, [tape]);
    const out = join(folder, 'out');
    await hindcast('datasets', 'export', 'before', out, '--format', 'csv');
    expect(await hindcast('import', out, '--name', 'after')).toMatchObject({ code: 0 });
    const after = await store.open('after');
    expect(after.digest).toBe(before.digest);
    expect(sameTape(await store.openTape(after, LANE), tape)).toBe(true);
  });

  it('exports Parquet as a copy, only into an empty folder', async () => {
    await hindcast('import', await klines('BTCUSDT-5m.csv', 50), '--name', 'btc');
    const copies = join(folder, 'copies');
    expect(await hindcast('datasets', 'export', 'btc', join(copies, 'btc'))).toMatchObject({ code: 0 });
    const copied = new DatasetStore({ data: copies, cache: join(folder, 'cache2') });
    expect((await copied.verify('btc')).ok).toBe(true);
    expect((await hindcast('datasets', 'export', 'btc', join(copies, 'btc'))).err).toContain('is not empty');
    // And the copy is a dataset that can be imported as it is.
    const digest = (await store.open('btc')).digest;
    const again = await hindcast('import', join(copies, 'btc'), '--name', 'again', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ name: 'again', digest, rows: 50 });
    expect((await store.verify('again')).ok).toBe(true);
    await writeFile(join(copies, 'btc', 'bars/binanceusdm/BTC-USDT-USDT-5m.parquet'), 'not as it was');
    const changed = await hindcast('import', join(copies, 'btc'), '--name', 'changed');
    expect(changed).toMatchObject({ code: 2, err: expect.stringContaining('missing or not as written') });
  });
});

/** The command line in a process of its own. */
function spawnCli(args: readonly string[], stdio: StdioOptions): ChildProcess {
  const main = join(BACKEND, 'src/cli/main.ts');
  const run = `process.argv.splice(1, 0, 'x'); import(${JSON.stringify(main)}).then((m) => m.main())`;
  const node = ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register'];
  return spawn(process.execPath, [...node, '--input-type=module', '-e', run, ...args], {
    cwd: BACKEND,
    env: { ...process.env, DATA_DIR: dataDir },
    stdio,
  });
}

// Only Linux has a device that is always full.
(process.platform === 'linux' ? it : it.skip)(
  'exits 2 where its output cannot be written: 1 would be an answer',
  async () => {
    const full = await open('/dev/full', 'w');
    const child = spawnCli(['datasets', '--json'], ['ignore', full.fd, 'pipe']);
    const told: string[] = [];
    child.stderr!.on('data', (chunk: Buffer) => told.push(String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    await full.close();
    expect(told.join('')).toMatch(/^hindcast: standard output cannot be written: ENOSPC[^\n]*\n$/m);
    expect(code).toBe(2);
  },
  60_000,
);

describe('a kill -9 in the middle of an import', () => {
  it('leaves the store as it was, and what is left behind is swept', async () => {
    const path = await klines('BTCUSDT-5m.csv', 400_000);
    await hindcast('import', await klines('ETHUSDT-5m.csv', 10), '--name', 'eth');
    const before = await store.open('eth');
    const child = spawnCli(['import', path, '--name', 'btc'], 'ignore');
    const exited = once(child, 'exit');
    const datasets = join(dataDir, 'datasets');
    const scratch = async (): Promise<string[]> =>
      (await readdir(datasets)).filter((name) => name.startsWith('.'));
    while ((await scratch()).length === 0 && child.exitCode === null) await pause(5);
    child.kill('SIGKILL');
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    expect(await scratch()).toHaveLength(1);
    expect((await store.list()).map(({ name }) => name)).toEqual(['eth']);
    expect(await scratch()).toHaveLength(0);
    expect((await store.open('eth')).digest).toBe(before.digest);
  }, 60_000);
});
