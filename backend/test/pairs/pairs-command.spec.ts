import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { seededRandom } from '@hindcast/engine/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PairAnalysisDto } from '../../src/pairs/dto/pair-analysis.dto.ts';
import type { PairScanResultDto } from '../../src/pairs/dto/pair-scan.dto.ts';
import { readStrategy } from '../../src/simulation/run/index.ts';
import { runHindcast } from '../datasets/cli-runner.ts';

// Threads from sources compile what they load.
jest.setTimeout(60_000);

const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const PLANTED = 20;
const ROWS = 4_000;
const HEAD = 'timestamp,symbol,open,high,low,close,volume\n';

type Cell = number | string;
const line = (time: number | string, symbol: string, close: Cell): string =>
  `${typeof time === 'number' ? new Date(time).toISOString() : time},${symbol},${close},${close},${close},${close},1\n`;

/** A and B belong together, with a planted half-life; W1 and W2 wander alone. */
function market(rows: number): Record<string, number[]> {
  const random = seededRandom('command');
  const phi = 0.5 ** (1 / PLANTED);
  const logs = { A: 0, B: 4, W1: 3, W2: 5 };
  const found: Record<string, number[]> = { A: [], B: [], W1: [], W2: [] };
  let spread = 0;
  for (let i = 0; i < rows; i++) {
    logs.B += 0.01 * random.normal();
    logs.W1 += 0.01 * random.normal();
    logs.W2 += 0.01 * random.normal();
    spread = phi * spread + 0.005 * random.normal();
    logs.A = 0.5 + 0.8 * logs.B + spread;
    for (const [name, value] of Object.entries(logs)) found[name].push(Math.exp(value));
  }
  return found;
}

const csvOf = (series: Record<string, readonly Cell[]>, every = HOUR): string =>
  HEAD +
  Object.entries(series)
    .flatMap(([symbol, closes]) => closes.map((close, i) => line(START + i * every, symbol, close)))
    .join('');

describe('hindcast pairs', () => {
  let folder: string;
  let prices: Record<string, number[]>;
  const run = (...args: string[]): ReturnType<typeof runHindcast> => runHindcast(folder, 'pairs', ...args);
  const table = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-pairs-'));
    prices = market(ROWS);
    await table('market.csv', csvOf(prices));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));
  const analyse = async (...args: string[]): Promise<PairAnalysisDto> => {
    const { out } = await run(...args, '--json');
    return JSON.parse(out) as PairAnalysisDto;
  };

  it('calls a planted pair stationary by every method, and finds its half-life within 20 %', async () => {
    const file = join(folder, 'market.csv');
    const { code, out } = await run(file, '--y', 'A', '--x', 'B', '--discount', '0.9998', '--json');
    const report = JSON.parse(out) as PairAnalysisDto;
    expect(code).toBe(0);
    for (const { method, beta, halfLife, stationary, verdict } of report.methods) {
      expect([method, stationary]).toEqual([method, true]);
      expect(Math.abs(halfLife! / PLANTED - 1)).toBeLessThan(0.2);
      expect(Math.abs(beta! / 0.8 - 1)).toBeLessThan(0.1);
      expect(verdict).toMatch(/^The spread comes back/);
    }
    expect(report.timeframe).toBe('1h');
    expect(report.series.time.length).toBeLessThanOrEqual(1_500);
  });

  it('says of two that wander that nothing says they come back, with exit code 1', async () => {
    const { code, out } = await run(join(folder, 'market.csv'), '--y', 'W1', '--x', 'W2');
    expect(code).toBe(1);
    expect(out).toContain('Nothing says that the spread comes back');
  });

  it('looks at nothing after --until: the same as if the file ended there', async () => {
    const cut = 2_000;
    const short = Object.fromEntries(Object.entries(prices).map(([name, all]) => [name, all.slice(0, cut)]));
    const ended = await analyse(await table('ended.csv', csvOf(short)), '--y', 'A', '--x', 'B');
    const until = new Date(START + cut * HOUR).toISOString();
    const asOf = await analyse(join(folder, 'market.csv'), '--y', 'A', '--x', 'B', '--until', until);
    expect({ ...asOf, dataset: null, end: null }).toEqual({ ...ended, dataset: null, end: null });
    const csv = (await run(join(folder, 'market.csv'), '--y', 'A', '--x', 'B', '--until', until, '--csv'))
      .out;
    expect(csv).toBe((await run(join(folder, 'ended.csv'), '--y', 'A', '--x', 'B', '--csv')).out);
    expect(csv.split('\n')).toHaveLength(cut + 2);
    expect(csv).not.toMatch(/NaN|null|Infinity/);
  });

  it('ranks the planted pair first among all, and hardly calls any other cointegrated', async () => {
    const { code, out } = await run(join(folder, 'market.csv'), '--scan', '--workers', '2', '--json');
    const result = JSON.parse(out) as PairScanResultDto;
    expect([code, result.tested]).toEqual([0, 6]);
    expect([result.pairs[0].y.symbol, result.pairs[0].x.symbol]).toEqual(['A', 'B']);
    expect(result.pairs[0].cointegrated).toBe(true);
    expect(result.discoveries).toBeLessThanOrEqual(2);
  });

  it('prints a strategy that compiles: two legs, sized by the hedge ratio', async () => {
    const { out } = await run('demo', '--y', 'ETH', '--x', 'BTC', '--method', 'kalman', '--strategy');
    const { pair } = readStrategy(out);
    expect(pair).toMatchObject({ y: 'ETH/USDT:USDT', x: 'BTC/USDT:USDT', columns: ['hedge', 'z'] });
    expect(pair!.config).toMatchObject({ method: 'kalman', window: 240, zWindow: 120 });
  });

  const some = (n: number, of: (i: number) => Cell): Cell[] => Array.from({ length: n }, (_, i) => of(i));
  const walk = some(300, (i) => (100 + Math.sin(i) * 3 + Math.cos(i * i)).toFixed(4));
  it.each<[string, Record<string, Cell[]>, RegExp]>([
    ['a constant x', { A: walk, B: some(300, () => 5) }, /x never moves/],
    ['a constant y', { A: some(300, () => 5), B: walk }, /y never moves/],
    ['two identical series', { A: walk, B: walk }, /same up to scale and level/],
    ['two bars', { A: some(2, (i) => 5 + i), B: some(2, (i) => 7 - i) }, /too few/],
    ['nothing but NaN', { A: some(300, () => 'NaN'), B: walk }, /too few/],
    ['one row', { A: [1], B: [2] }, /too few/],
  ])('has a sentence for %s, and no NaN anywhere', async (name, series, sentence) => {
    const file = await table('odd.csv', csvOf(series));
    const { code, out } = await run(file, '--y', 'A', '--x', 'B', '--json');
    const report = JSON.parse(out) as PairAnalysisDto;
    expect([name, code]).toEqual([name, 1]);
    expect(report.verdict).toMatch(sentence);
    expect(report.problem).toMatch(/^[A-Z0-9].*\.$/);
    expect((await run(file, '--y', 'A', '--x', 'B')).out).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('compares what both have where calendars differ, says so, and says when there is nothing', async () => {
    const days = (from: number, n: number, skip: (day: number) => boolean, symbol: string): string =>
      some(n, (i) => from + i * 24 * HOUR)
        .filter((time) => !skip(new Date(time as number).getUTCDay()))
        .map((time, i) => line(time as number, symbol, walk[i % 300]))
        .join('');
    const weekend = (day: number): boolean => day === 0 || day === 6;
    const mixed = HEAD + days(START, 300, weekend, 'STOCK') + days(START, 300, () => false, 'COIN');
    const report = await analyse(
      await table('mixed.csv', mixed),
      '--y',
      'STOCK',
      '--x',
      'COIN',
      '--window',
      '20',
    );
    expect(report.calendar).toBe('common');
    expect(report.x.unmatched).toBeGreaterThan(80);
    expect(report.notes.join(' ')).toContain('do not trade around the clock');
    const apart = HEAD + days(START, 100, () => false, 'A') + days(START + 1e11, 100, () => false, 'B');
    const nothing = await analyse(await table('apart.csv', apart), '--y', 'A', '--x', 'B');
    expect(nothing.problem).toMatch(/no time in common/);
  });

  it('says how many bars are missing', async () => {
    const holes = walk.map((close, i) => (i % 50 === 7 ? '' : close));
    const other = some(300, (i) => 50 + Math.cos(i / 9));
    const report = await analyse(
      await table('holes.csv', csvOf({ A: holes, B: other })),
      '--y',
      'A',
      '--x',
      'B',
    );
    expect(report.notes.join(' ')).toMatch(/^6 of 300 bars are missing on one side/);
  });

  it.each<[string, string[], RegExp]>([
    [csvOf({ A: [1, 2], B: [1, 2] }), ['--y', 'A'], /Both symbols are needed/],
    [csvOf({ A: [1, 2], B: [1, 2] }), ['--y', 'A', '--x', 'C'], /has no C/],
    [csvOf({ A: [1, 2], B: [1, 2] }), ['--y', 'A', '--x', 'A'], /both A/],
    [
      csvOf({ A: [1, 2], B: [1, 2] }),
      ['--y', 'A', '--x', 'B', '--timeframe', '5m'],
      /cannot both be had in 5m/,
    ],
    [
      `${HEAD}${line(START, 'A', 1)}${line(START, 'A', 2)}`,
      ['--y', 'A', '--x', 'B'],
      /row 3.*with this time already/,
    ],
    [`${HEAD}${line('soon', 'A', 1)}`, ['--y', 'A', '--x', 'B'], /"soon" is not a time/],
    [
      `${HEAD}${line(START, 'A', 'dear')}`,
      ['--y', 'A', '--x', 'B'],
      /row 2, column "close": "dear" is not a number/,
    ],
    ['a,b\n1,2\n', ['--y', 'A', '--x', 'B'], /no column "timestamp"/],
    ['', ['--y', 'A', '--x', 'B'], /file is empty/],
    [csvOf({ A: [1, 2] }), ['--scan'], /at least two symbols/],
  ])('refuses with a sentence and exit code 2 (%#)', async (text, args, sentence) => {
    const { code, err } = await run(await table('bad.csv', text), ...args);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it('names the datasets there are where there is no such one', async () => {
    const { code, err } = await run('nosuch', '--y', 'A', '--x', 'B');
    expect(code).toBe(2);
    expect(err).toContain('There is no dataset "nosuch".');
  });
});
