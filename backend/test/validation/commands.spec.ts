import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { runCli } from '../../src/cli/program.ts';
import { runValidation, type ValidationRequest } from '../../src/validation/validation-run.ts';
import { runHindcast, type CliResult } from '../datasets/cli-runner.ts';
import { writePlantedDrift } from './planted-drift.ts';

// A process from sources compiles what it loads.
jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = pathToFileURL(join(ROOT, 'backend/src/cli/main.ts')).href;

let folder: string;
let strategy: string;
const run = (...args: string[]): Promise<CliResult> => runHindcast(folder, ...args);
const json = ({ out }: CliResult): Record<string, never> => JSON.parse(out) as Record<string, never>;

/** The command as a whole process, interrupted by Ctrl-C as soon as `ready` says so. */
async function interrupt(args: string[], ready: () => Promise<boolean>): Promise<CliResult> {
  const command = ['--input-type=module', '--eval', `(await import('${MAIN}')).main()`, 'hindcast', ...args];
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--conditions=hindcast-source',
      '--import',
      '@swc-node/register/esm-register',
      ...command,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, SWC_NODE_PROJECT: join(ROOT, 'backend/tsconfig.json'), DATA_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const result = { code: -1, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (result.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (result.err += chunk.toString()));
  const closed = once(child, 'close');
  while (child.exitCode === null && !(await ready())) await new Promise((next) => setTimeout(next, 20));
  child.kill('SIGINT');
  [result.code] = (await closed) as [number];
  return result;
}

/** Everything that the ledgers hold. */
async function ledgerText(): Promise<string> {
  const files = await readdir(join(folder, 'ledger')).catch(() => []);
  const texts = files.map((file) => readFile(join(folder, 'ledger', file), 'utf8'));
  return (await Promise.all(texts)).join('');
}

/** Finished pieces of sweeps that are kept. */
async function keptLines(): Promise<number> {
  const sweeps = join(folder, 'sweeps');
  const ids = await readdir(sweeps).catch(() => []);
  const texts = await Promise.all(
    ids.map((id) => readFile(join(sweeps, id, 'results.jsonl'), 'utf8').catch(() => '')),
  );
  return texts.join('\n').split('\n').filter(Boolean).length;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-commands-'));
  await writePlantedDrift(new DatasetStore(storeFolders(folder)), 'planted');
  strategy = join(folder, 'sign.yaml');
  await writeFile(
    strategy,
    'name: Sign\nparams: { told: 9, hold: 6 }\nentry: { long: takerLongShort == told }\nexit: { long: barsHeld >= hold }\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sweepArgs = (...more: string[]): string[] => [
  ...['sweep', 'planted', '--strategy', strategy, '--vary', 'hold=3,4,5,6', '--workers', '1', ...more],
];
const walkArgs = (...more: string[]): string[] => [
  ...['walk-forward', 'planted', '--strategy', strategy, '--vary', 'hold=4,6', '--workers', '1'],
  ...['--train', '30', '--test', '10', '--min-trades', '5', ...more],
];

describe('hindcast validate', () => {
  const planted = ['validate', 'planted', '--expr', 'takerLongShort > 5', '--direction', 'long'];

  it('exits 0 where something is more than luck, and says so', async () => {
    const { code, out, err } = await run(...planted, '--horizons', '6');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/more than luck/i);
  });

  it('exits 1 where nothing is', async () => {
    const { code, out, err } = await run('validate', 'planted', '--expr', 'close < 0', '--json');
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({ subjects: [{ id: 'close < 0', events: 0 }] });
  });

  it('prints one JSON document and nothing else', async () => {
    const { code, out, err } = await run(...planted, '--horizons', '3,6', '--json');
    expect([code, err, out.indexOf('\n')]).toEqual([0, '', out.length - 1]);
    const [subject] = json({ code, out, err }).subjects as { horizons: { horizon: number }[] }[];
    expect(subject.horizons.map(({ horizon }) => horizon)).toEqual([3, 6]);
  });

  it('prints what a study over HTTP says that names no seed', async () => {
    const asked = ['--horizons', '3,6', '--replicates', '40', '--json'];
    const typed = json(await run(...planted, ...asked)).subjects as object[];
    const request: ValidationRequest = {
      ...{ dataset: 'planted', expressions: ['takerLongShort > 5'], direction: 'long' },
      ...{ horizons: [3, 6], replicates: 40 },
    };
    const store = new DatasetStore(storeFolders(folder));
    for (const seed of [undefined, 1, '1']) {
      const { subjects, options } = await runValidation(store, { ...request, seed });
      expect(options.seed).toBe('1');
      expect(JSON.parse(JSON.stringify(subjects))).toEqual(typed);
    }
  });

  it('corrects for the tests that were made, in one go or one after the other', async () => {
    // No bar closes below 0: none of its tests can be made, so that there is nothing to correct for.
    const never = ['--expr', 'close < -1'];
    const both = json(await run(...planted, ...never, '--costs', '11', '--json'));
    await run('validate', 'planted', ...never, '--direction', 'long', '--costs', '10', '--json');
    const after = json(await run(...planted, '--costs', '10', '--json'));
    expect(both.tests).toMatchObject({ here: 12 });
    const { here, earlier } = after.tests as { here: number; earlier: number };
    const before = (both.tests as { earlier: number }).earlier;
    expect([here, earlier]).toEqual([12, before + 12]);
  });

  it('prints one row per signal and horizon as CSV', async () => {
    const { code, out, err } = await run(...planted, '--horizons', '3,6', '--csv');
    expect([code, err]).toEqual([0, '']);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.split(',')).toHaveLength(head.split(',').length);
  });
});

describe('hindcast sweep', () => {
  it('exits 0 where the best holds; asked for again, it goes on with all of it', async () => {
    const first = await run(...sweepArgs('--json'));
    expect([first.code, first.err, first.out.indexOf('\n')]).toEqual([0, '', first.out.length - 1]);
    expect(json(first)).toMatchObject({ judgement: { word: 'holds' }, how: { resumed: 0 } });
    const again = await run(...sweepArgs('--json'));
    expect(json(again)).toMatchObject({ how: { resumed: 4 }, trials: json(first).trials });
    const fresh = await run(...sweepArgs('--json', '--fresh'));
    expect(json(fresh)).toMatchObject({ how: { resumed: 0 }, trials: json(first).trials });
  });

  it('exits 1 where no trial counts', async () => {
    const { code, out, err } = await run(...sweepArgs('--min-trades', '5000'));
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('No trial made enough trades to count.');
    expect(out).not.toMatch(/run again bar by bar/);
  });

  it('prints one row per trial as CSV', async () => {
    const { code, out, err } = await run(...sweepArgs('--csv'));
    expect([code, err]).toEqual([0, '']);
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toMatch(/^trial,hold,trades,/);
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 2).join())).toEqual([
      '0,3',
      '1,4',
      '2,5',
      '3,6',
    ]);
  });

  it.each([
    ['--equity', '0', 'Write a number from 0.000001 to 1000000000000000.'],
    ['--taker-fee', '5', 'Write a number from 0 to 0.1.'],
    ['--slippage', '1e9', 'Write a number from 0 to 1000.'],
    ['--min-trades', '1.5', 'Write a whole number from 0 up.'],
  ])('is held to what a page is held to: %s %s', async (option, value, words) => {
    const before = await ledgerText();
    for (const args of [sweepArgs, walkArgs]) {
      const { code, out, err } = await run(...args(option, value));
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(words);
    }
    expect(await ledgerText()).toBe(before);
  });

  it('interrupted by Ctrl-C exits 2, keeps what is finished and goes on there', async () => {
    // Bar by bar for its stop: some hundred trials take seconds.
    const slow = join(folder, 'slow.yaml');
    const text = await readFile(strategy, 'utf8');
    await writeFile(slow, `${text}stopLoss: { percent: 9 }\n`);
    const args = [
      'sweep',
      'planted',
      '--strategy',
      slow,
      '--vary',
      'hold=2:801:1',
      '--workers',
      '1',
      '--json',
    ];
    const before = await keptLines();
    const { code, out, err } = await interrupt(args, async () => (await keptLines()) > before + 2);
    expect(code).toBe(2);
    const { error } = JSON.parse(out) as { error: { code: string; message: string; action: string } };
    const kept = Number(
      /^Interrupted: (\d+) of 800 trials are done and kept in .*\.$/.exec(error.message)?.[1],
    );
    expect(error.code).toBe('INTERRUPTED');
    expect(err).toBe(`hindcast: ${error.message}\n  ${error.action}\n`);
    const rest = await run(...args);
    const { how, trials } = json(rest) as unknown as { how: { resumed: number }; trials: object[] };
    expect([how.resumed, trials.length]).toEqual([kept, 800]);
    expect(kept).toBeLessThan(800);
  });
});

describe('hindcast walk-forward', () => {
  it('exits 0 where it holds out of sample, with one JSON document', async () => {
    const { code, out, err } = await run(...walkArgs('--json'));
    expect([code, err, out.indexOf('\n')]).toEqual([0, '', out.length - 1]);
    // 100 days: after 30 of training, seven tests of 10.
    expect(json({ code, out, err })).toMatchObject({ word: 'holds', steps: { length: 7 } });
  });

  it('exits 1 where it does not', async () => {
    const { code, out } = await run(...walkArgs('--taker-fee', '0.05'));
    expect(code).toBe(1);
    expect(out).not.toBe('');
  });

  it('prints one row per step as CSV', async () => {
    const { code, out, err } = await run(...walkArgs('--csv'));
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd().split('\n')).toHaveLength(8);
  });
});

describe('the commands that judge', () => {
  it.each([['validate'], ['sweep'], ['walk-forward'], ['docs']])('%s explains itself', async (command) => {
    const { code, out, err } = await run(command, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`hindcast ${command}`);
    expect(out).toContain('--json');
    if (command !== 'docs') expect(out).toMatch(/Exits 0 when/);
  });

  it.each([
    ['validate', 'missing', 'DATASET_UNKNOWN'],
    ['sweep', 'missing', 'DATASET_UNKNOWN'],
    ['walk-forward', 'missing', 'DATASET_UNKNOWN'],
    ['docs', 'missing', 'DATASET_UNKNOWN'],
  ])('%s refuses a dataset that is not there', async (command, dataset, code) => {
    const more = { sweep: sweepArgs().slice(2), 'walk-forward': walkArgs().slice(2) }[command] ?? [];
    const result = await run(command, dataset, ...more, '--json');
    expect([result.code, json(result)]).toMatchObject([2, { error: { code } }]);
    expect(result.err).toMatch(/^hindcast: .*missing/);
  });

  it.each([
    [['validate'], 'CLI_USAGE', /missing required argument 'dataset'/],
    [['validate', 'planted', '--expr', 'oiZZ > 3'], 'EXPRESSION_NAME', /oiZZ/],
    [['validate', 'planted', '--signal', 'tier9'], 'SUBJECT_UNKNOWN', /tier9/],
    [['validate', 'planted', '--costs', '-1'], 'CLI_USAGE', /Write basis points from 0 to 10000/],
    [['validate', 'planted', '--horizons', '0'], 'CLI_USAGE', /whole numbers of bars/],
    [['validate', 'planted', '--direction', 'up'], 'CLI_USAGE', /Allowed choices are bias, against/],
    [['validate', 'planted', '--symbol', 'ETH'], 'LANE_UNKNOWN', /no symbol "ETH"/],
    [['sweep', 'planted', '--vary', 'a=1,2'], 'CLI_USAGE', /required option '--strategy <file>'/],
    [['sweep', 'planted', '--strategy', 'sma-cross'], 'SWEEP_RANGE', /nothing to sweep over/],
    [['sweep', 'planted', '--strategy', 'sma-cross', '--vary', 'fast'], 'SWEEP_RANGE', /fast/],
    [['sweep', 'planted', '--strategy', 'sma-cross', '--vary', 'fasst=1,2'], 'SWEEP_NAME', /"fast"/],
    [['sweep', 'planted', '--strategy', 'sma-cross', '--vary', 'fast=5:9:-1'], 'SWEEP_RANGE', /step/],
    [['sweep', 'planted', '--method', 'luck'], 'CLI_USAGE', /grid, random, bayes/],
    [['sweep', 'planted', '--workers', '0'], 'CLI_USAGE', /whole number from 1 up/],
    [['walk-forward', 'planted', '--strategy', 'sma-cross'], 'CLI_USAGE', /'--train <days>'/],
    [['walk-forward', 'planted', '--train', '0'], 'CLI_USAGE', /number of days above 0/],
    [['walk-forward', 'planted', '--purge', '1.5'], 'CLI_USAGE', /whole number of bars/],
    [['docs', 'planted', '--symbol', 'ETH'], 'LANE_UNKNOWN', /no symbol "ETH"/],
    [['docs', 'planted', '--outt', 'x'], 'CLI_USAGE', /--outt/],
  ])('refuse %j in one sentence, with exit code 2', async (args, code, sentence) => {
    const plain = await run(...args);
    expect([plain.code, plain.out]).toEqual([2, '']);
    expect(plain.err).toMatch(sentence);
    expect(plain.err).toMatch(/^hindcast: [^\n]+\n( {2}[^\n]+\n)?$/);
    const said = await run(...args, '--json');
    expect([said.code, json(said)]).toMatchObject([2, { error: { code } }]);
  });

  it.each([['validate'], ['sweep'], ['walk-forward'], ['docs']])(
    '%s stopped before it began exits 2 and writes nothing down',
    async (command) => {
      const more = { sweep: sweepArgs('--seed', 'never'), 'walk-forward': walkArgs('--seed', 'never') };
      const result = { out: '', err: '' };
      const before = await ledgerText();
      const code = await runCli([...(more[command as keyof typeof more] ?? [command, 'planted']), '--json'], {
        stdout: (text) => (result.out += text),
        stderr: (text) => (result.err += text),
        interactive: false,
        env: { DATA_DIR: folder },
        signal: AbortSignal.abort(),
      });
      expect([code, JSON.parse(result.out)]).toMatchObject([2, { error: { code: 'INTERRUPTED' } }]);
      expect(result.err).toMatch(/^hindcast: Interrupted/);
      expect(await ledgerText()).toBe(before);
    },
  );
});
