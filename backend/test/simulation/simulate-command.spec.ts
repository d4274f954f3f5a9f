import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationReport } from '@hindcast/engine/simulation';
import type { TradeRow } from '@hindcast/engine/wire';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { TrialLedger } from '../../src/validation/trial-ledger.ts';
import { runHindcast } from '../datasets/cli-runner.ts';

type Document = SimulationReport & { trades: TradeRow[]; dataset: { digest: string; simulated: boolean } };

describe('hindcast simulate', () => {
  let folder: string;
  const run = (...args: string[]): ReturnType<typeof runHindcast> => runHindcast(folder, 'simulate', ...args);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-simulate-'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it('reports trades, hit rate, PnL and regret, in words', async () => {
    const { code, out, err } = await run('demo', '--strategy', 'confluence-follow');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('(simulated market)');
    expect(out).toMatch(/\d+ trades, \d+ won: hit rate [\d.]+ % \(95 %: [\d.]+ % to [\d.]+ %\)/);
    expect(out).toMatch(/exit regret [\d.]+ \([\d.]+ per trade\)/);
    expect(out).toMatch(/Reproduce: dataset [0-9a-f]{64}; lanes .*; strategy [0-9a-f]{64}/);
  });

  it('prints one JSON document, the same every time, in which the numbers add up', async () => {
    const args = ['demo', '--strategy', 'confluence-follow', '--symbol', 'BTC/USDT:USDT', '--json'];
    const { code, out, err } = await run(...args);
    expect([code, err]).toEqual([0, '']);
    expect((await run(...args)).out).toBe(out);
    const report = JSON.parse(out) as Document;
    expect(report.dataset.simulated).toBe(true);
    expect(report.numbers.trades).toBe(report.trades.length);
    const net = report.trades.reduce((sum, trade) => sum + trade.netPnl, 0);
    expect(report.finalEquity - report.startEquity).toBeCloseTo(net, 6);
    const { realised, oracle, ...parts } = report.regret;
    expect(Object.values(parts).reduce((a, b) => a + b)).toBeCloseTo(realised - oracle, 6);
  });

  it('takes a file, parameters and costs', async () => {
    const file = join(folder, 'mine.yaml');
    await writeFile(
      file,
      'name: Mine\nparams: { dip: 30 }\nentry: { long: rsi < dip }\nexit: { long: rsi > 50 }\n',
    );
    const base = ['demo', '--strategy', file, '--symbol', 'BTC/USDT:USDT', '--venue', 'bybit', '--json'];
    const plain = JSON.parse((await run(...base)).out) as Document;
    const strict = JSON.parse((await run(...base, '--param', 'dip=20')).out) as Document;
    const free = JSON.parse(
      (await run(...base, '--taker-fee', '0', '--slippage', '0', '--no-funding')).out,
    ) as Document;
    expect(plain.lanes).toEqual([{ venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '5m' }]);
    expect(strict.numbers.trades!).toBeLessThan(plain.numbers.trades!);
    expect(free.finalEquity).toBeGreaterThan(plain.finalEquity);
    expect([free.numbers.fees, free.numbers.funding, free.numbers.slippage]).toEqual([0, 0, 0]);
  });

  it.each([
    [['demo'], 'STRATEGY', /required option '--strategy <file>' not specified/],
    [['demo', '--strategy', 'confluence-folow'], 'STRATEGY_UNKNOWN', /Did you mean "confluence-follow"\?/],
    [['demo', '--strategy', 'sma-cross', '--param', 'fasst=3'], 'STRATEGY_PARAM', /Did you mean "fast"\?/],
    [['demo', '--strategy', 'sma-cross', '--param', 'fast'], 'CLI_USAGE', /Write name=value/],
    [['demo', '--strategy', 'sma-cross', '--symbol', 'BTC/USDT'], 'LANE_UNKNOWN', /no symbol "BTC\/USDT"/],
    [
      ['demo', '--strategy', 'sma-cross', '--timeframe', '15m'],
      'LANE_UNKNOWN',
      /It has: 5m\.|Did you mean "5m"/,
    ],
    [
      ['demo', '--strategy', 'sma-cross', '--config', 'signals.oiz=3'],
      'CONFIG_NUMBER',
      /Did you mean "signals.oiZ"\?/,
    ],
    [
      ['demo', '--strategy', 'sma-cross', '--slippage', 'book:1'],
      'CLI_USAGE',
      /Write 2, spread:2:0.1 or volume:1:0.1/,
    ],
    [['dmo', '--strategy', 'sma-cross'], 'DATASET_UNKNOWN', /./],
  ])('says what is wrong with %j and exits 2', async (args, _code, sentence) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
  });

  it('counts no try where its files could not be written: nobody has seen it', async () => {
    const store = new DatasetStore(storeFolders(folder));
    const tried = async () => TrialLedger.beside(store.folders).read((await store.manifest('demo')).digest);
    const before = await tried();
    const args = ['demo', '--strategy', 'sma-cross', '--param', 'fast=17'];
    const { code, out } = await run(...args, '--csv', join(folder, 'nowhere', 'trades.csv'), '--json');
    expect([code, JSON.parse(out)]).toMatchObject([2, { error: { code: 'FILE_UNWRITABLE' } }]);
    expect(await tried()).toEqual(before);
    expect((await run(...args)).code).toBe(0);
    expect(await tried()).toHaveLength(before.length + 1);
  });

  // The bounds of a run over HTTP (RunCosts, NewRun): no honest cost is a tenth of the traded value.
  it.each([
    ['--taker-fee', '5', /Write a number from 0 to 0\.1\./],
    ['--maker-fee', '-5', /Write a number from -0\.1 to 0\.1\./],
    ['--maker-fee', '3', /Write a number from -0\.1 to 0\.1\./],
    ['--slippage', '100000', /Write a number from 0 to 1000\./],
    ['--slippage', 'spread:1:5', /Write a number from 0 to 1\./],
    ['--slippage', 'volume:1:1e9', /Write a number from 0 to 1\./],
    ['--slippage', 'spread:1:0.1:2', /Write 2, spread:2:0\.1 or volume:1:0\.1\./],
    ['--equity', '0', /Write a number from 0\.000001 to/],
    ['--equity', '1e300', /Write a number from 0\.000001 to/],
  ])(
    'refuses what no trading costs, as the server and a sweep do: %s %s',
    async (option, value, sentence) => {
      const { code, out, err } = await run('demo', '--strategy', 'sma-cross', option, value, '--json');
      expect([code, (JSON.parse(out) as { error: { code: string } }).error.code]).toEqual([2, 'CLI_USAGE']);
      expect(err).toMatch(sentence);
    },
  );

  it('trades under another configuration, which its report names', async () => {
    const file = join(folder, 'tiers.yaml');
    await writeFile(file, 'name: Tiers\nentry: { long: tier2 or tier1 }\nmaxHolding: 6\n');
    const base = ['demo', '--strategy', file, '--symbol', 'BTC/USDT:USDT', '--json'];
    const plain = JSON.parse((await run(...base)).out) as Document;
    const strict = JSON.parse((await run(...base, '--config', 'signals.oiZ=4')).out) as Document;
    // Both tiers ask for a change of open interest above the threshold (SPEC 4): a higher one leaves fewer.
    expect(strict.numbers.trades!).toBeLessThan(plain.numbers.trades!);
    expect([plain.config, strict.config]).toEqual([{}, { 'signals.oiZ': 4 }]);
    expect(plain.reproduce).not.toContain('config');
    expect(strict.reproduce).toContain('; config signals.oiZ=4;');
  });

  it('runs a module, in JavaScript and in TypeScript, to the same result', async () => {
    const rules = `entry: { long: (bar) => bar.get('rsi') < 30 }, exit: { long: (bar) => bar.get('rsi') > 60 }`;
    const script = join(folder, 'mine.mjs');
    const typed = join(folder, 'mine.ts');
    await writeFile(script, `export default { name: 'm', columns: ['rsi'], ${rules} };\n`);
    await writeFile(
      typed,
      `const named: string = 'm';\nexport default { name: named, columns: ['rsi'], ${rules} };\n`,
    );
    const yaml = join(folder, 'same.yaml');
    await writeFile(yaml, 'name: m\nentry: { long: rsi < 30 }\nexit: { long: rsi > 60 }\n');
    const digests = [];
    for (const file of [script, typed, yaml]) {
      const { code, out, err } = await run('demo', '--strategy', file, '--symbol', 'BTC/USDT:USDT', '--json');
      expect([code, err]).toEqual([0, '']);
      digests.push((JSON.parse(out) as Document).resultDigest);
    }
    expect(new Set(digests).size).toBe(1);
    await writeFile(script, 'throw new Error("no");\n');
    expect((await run('demo', '--strategy', join(folder, 'other.mjs'))).code).toBe(2);
  });

  it.each(['spread:2:0.1', 'volume:1:0.1', '3'])('takes slippage as %s', async (model) => {
    const { code, out } = await run('demo', '--strategy', 'obv-rsi', '--slippage', model, '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as Document).numbers.slippage!).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown name', 'name: a\nentry: { long: oiz > 2 }', 'EXPRESSION_NAME'],
    ['a number for a condition', 'name: a\nentry: { long: rsi and oiZ > 2 }', 'EXPRESSION_TYPE'],
    ['a text for a number', 'name: a\nentry: { long: rsi < "low" }', 'EXPRESSION_TYPE'],
    [
      'endless nesting',
      `name: a\nentry: { long: "${'('.repeat(900)}rsi${')'.repeat(900)} < 3" }`,
      'EXPRESSION_TOO_DEEP',
    ],
    ['a megabyte', 'x'.repeat(1_000_000), 'STRATEGY_TOO_LONG'],
    ['a prototype', 'name: a\n__proto__: { polluted: 1 }\nentry: { long: rsi < 30 }', 'STRATEGY_KEY'],
    ['a constructor', 'name: a\nentry: { long: constructor > 1 }', 'EXPRESSION_NAME'],
    ['code', 'name: a\nentry: { long: "process.exit(1) > 0" }', 'EXPRESSION_SYNTAX'],
    ['nothing', '', 'STRATEGY_INVALID'],
  ])('refuses a strategy with %s in one sentence, and exits 2', async (_what, text, errorCode) => {
    const file = join(folder, 'hostile.yaml');
    await writeFile(file, text);
    const { code, out, err } = await run('demo', '--strategy', file, '--json');
    expect([code, (JSON.parse(out) as { error: { code: string } }).error.code]).toEqual([2, errorCode]);
    expect(err).toContain('hostile.yaml');
    expect(err.length).toBeLessThan(600);
    expect(err).not.toMatch(/\n {4}at /);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('divides by zero without a word: no value, no trade, no number', async () => {
    const file = join(folder, 'zero.yaml');
    await writeFile(file, 'name: a\nentry: { long: close / 0 > 1, short: (close - close) / 0 < 1 }\n');
    const { code, out } = await run('demo', '--strategy', file, '--symbol', 'BTC/USDT:USDT', '--json');
    const { numbers, warnings } = JSON.parse(out) as Document;
    expect([code, numbers.trades, numbers.hitRate, numbers.profitFactor]).toEqual([0, 0, null, null]);
    expect(warnings.map((warning) => warning.code)).toEqual(['NO_TRADES']);
  });

  it('points into the file that is wrong', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'name: Wrong\nentry:\n  long: rsi < 30 and oiz > 2\n');
    const { code, out, err } = await run('demo', '--strategy', file, '--json');
    expect(code).toBe(2);
    expect(err).toContain('wrong.yaml, line 3, column 22: entry.long: "oiz" is not a known name.');
    expect(JSON.parse(out).error).toMatchObject({
      code: 'EXPRESSION_NAME',
      place: { row: 3, column: 22, field: 'entry.long' },
    });
  });
});
