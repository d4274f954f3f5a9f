import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { runHindcast, type CliResult } from '../datasets/cli-runner.ts';

/** A golden file, as far as these tests change one. */
interface Golden {
  throughput: number;
  streams: { columns: string[]; output: string; outputCheckpoints: string[] }[];
}

interface Document {
  ok: boolean;
  counts: Record<string, number>;
  cases: {
    id: string;
    status: string;
    faults: string[];
    error: { code: string; message: string; action: string } | null;
    divergence: { row: number | null; column: string; values: object | null; replay: string } | null;
    digests: { name: string; input: string | null; output: string }[];
    strategies: { name: string; digest: string }[];
  }[];
}

// Threads load the whole source anew, which takes its time on a busy machine.
jest.setTimeout(120_000);

describe('hindcast regress', () => {
  let folder: string;
  let digest: string;
  const file = (name: string): string => join(folder, name);
  const regress = (...args: string[]): Promise<CliResult> => runHindcast(folder, 'regress', ...args);
  const json = async (...args: string[]): Promise<Document> =>
    JSON.parse((await regress(...args, '--json')).out) as Document;

  const suite = (change: (text: string) => string = (text) => text): string =>
    change(
      [
        'name: small',
        `defaults: { dataset: { name: small, digest: ${digest} } }`,
        'cases:',
        '  - name: all',
        '    expect: { signals: { flow: { min: 1 } } }',
        '  - name: bitcoin',
        "    symbols: ['BTC/USDT:USDT']",
        '    config: { signals: { oiZ: 2.5 } }',
        '    strategies:',
        '      - use: sma-cross',
        '        params: { fast: 5, slow: 20 }',
        '        expect: { trades: { min: 5 } }',
        '  - name: ether',
        "    symbols: ['ETH/USDT:USDT']",
        '    venue: bybit',
        '',
      ].join('\n'),
    );
  const write = async (name: string, change?: (text: string) => string): Promise<string> => {
    await writeFile(file(name), suite(change));
    return file(name);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-regress-'));
    const draft = {
      name: 'small',
      title: 'Small',
      origin: 'made up',
      licence: 'MIT',
      simulated: true,
      notes: [],
    };
    const tapes = smallMarket('regress', { rows: 1_200 });
    digest = (await new DatasetStore(storeFolders(folder)).write(draft, tapes)).digest;
    const made = await regress(await write('suite.yaml'), '--update', '--workers', '1');
    expect([made.code, made.err]).toEqual([0, '']);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it('is equal to what it has just written, and writes nothing again', async () => {
    const golden = file('golden/small/bitcoin.json');
    const before = await readFile(golden, 'utf8');
    expect((await regress(file('suite.yaml'), '--workers', '1')).code).toBe(0);
    const again = await regress(file('suite.yaml'), '--workers', '1', '--update');
    expect(again.out).not.toContain('updated');
    expect(await readFile(golden, 'utf8')).toBe(before);
  });

  it('gives the same digests on one thread, on two, in any order and any shard', async () => {
    const digests = ({ cases }: Document): string[] =>
      cases.map(({ id, digests, strategies }) => JSON.stringify([id, digests, strategies])).sort();
    const one = digests(await json(file('suite.yaml'), '--workers', '1'));
    expect(one).toHaveLength(3);
    expect(digests(await json(file('suite.yaml'), '--workers', '2'))).toEqual(one);
    const shards = await Promise.all(
      ['1/2', '2/2'].map((word) => json(file('suite.yaml'), '--workers', '1', '--shard', word)),
    );
    expect(shards.flatMap(digests).sort()).toEqual(one);
    const alone = await json(file('suite.yaml'), '--workers', '1', '--only', 'ether,bitcoin');
    expect(digests(alone)).toEqual(one.filter((text) => !text.includes('small/all')));
  });

  it('names the first bar, the field and both values, and says what changed', async () => {
    const changed = await write('changed.yaml', (text) => text.replace('oiZ: 2.5', 'oiZ: 1.5'));
    const { code, out } = await regress(changed, '--workers', '1', '--only', 'bitcoin');
    expect(code).toBe(1);
    expect(out).toContain('setting signals.oiZ: 2.5 -> 1.5');
    expect(out).toMatch(/first difference: \w+ BTC\/USDT:USDT 5m, bar \d+ \(.* UTC\), confluence: /);
    expect(out).toMatch(/anomaly at bar \d+, golden: did not fire: oiZ = [\d.]+ \(is not > 2.5\)/);
    expect(out).toMatch(/anomaly at bar \d+, now: fired: oiZ = [\d.]+ \(is > 1.5\)/);
    expect(out).toMatch(/replay: \/replay\?dataset=small&symbol=BTC%2FUSDT%3AUSDT&venue=\w+&tf=5m&t=/);
    expect(out).toMatch(/signals \+\d+ \/ -0 \/ moved \d+/);
    const [bitcoin] = (await json(changed, '--workers', '1', '--only', 'bitcoin')).cases;
    const { row, values } = bitcoin.divergence!;
    expect(row).toEqual(Number(/first difference: .*, bar (\d+)/.exec(out)![1]));
    expect(values).not.toBeNull();
  });

  it('finds the block without the golden side', async () => {
    const changed = await write('changed.yaml', (text) => text.replace('oiZ: 2.5', 'oiZ: 1.5'));
    const exact = (await json(changed, '--workers', '1', '--only', 'bitcoin')).cases[0].divergence!;
    const { out } = await regress(changed, '--workers', '1', '--only', 'bitcoin', '--no-trace');
    const [, from, to] = /within bars (\d+) to (\d+)/.exec(out)!.map(Number);
    expect(exact.row).toBeGreaterThanOrEqual(from);
    expect(exact.row).toBeLessThanOrEqual(to);
  });

  it('lets drift pass that the suite allows, and no more', async () => {
    const drifting = (signals: number) => (text: string) =>
      text
        .replace('oiZ: 2.5 } }', `oiZ: 2 } }\n    drift: { signals: ${signals}, events: 0 }`)
        .replace('trades: { min: 5 } }', 'trades: { min: 5 } }\n        drift: { netPnl: 1e9 }');
    const pass = await json(
      await write('drift.yaml', drifting(5_000)),
      '--workers',
      '1',
      '--only',
      'bitcoin',
    );
    expect(pass.cases[0]).toMatchObject({ status: 'drifted', faults: [] });
    const fail = await json(await write('drift.yaml', drifting(1)), '--workers', '1', '--only', 'bitcoin');
    expect(fail.cases[0].faults[0]).toMatch(/^\d+ signals changed, and 1 may\.$/);
  });

  it('fails where a bound is broken although nothing changed', async () => {
    const bound = await write('bound.yaml', (text) =>
      text.replace('trades: { min: 5 }', 'trades: { max: 1 }'),
    );
    const { cases } = await json(bound, '--workers', '1', '--only', 'bitcoin');
    expect(cases[0].status).toBe('differs');
    expect(cases[0].faults[0]).toMatch(/sma-cross.*: trades is \d+, above the greatest allowed 1\./);
  });

  it('names columns that are new or gone, and looks for no first bar then', async () => {
    await cp(file('golden/small'), file('golden/columns'), { recursive: true });
    const golden = JSON.parse(await readFile(file('golden/columns/ether.json'), 'utf8')) as Golden;
    const [stream] = golden.streams;
    stream.columns = stream.columns.filter((line) => !line.startsWith('ema12 '));
    stream.columns.push('ema13 0123456789abcdef');
    stream.output = 'f'.repeat(64);
    stream.outputCheckpoints = stream.outputCheckpoints.map((line) => line.replace(/\w/g, 'f'));
    await writeFile(file('golden/columns/ether.json'), JSON.stringify(golden));
    const suite = await write('columns.yaml', (text) => text.replace('name: small\n', 'name: columns\n'));
    const { code, out } = await regress(suite, '--workers', '1', '--only', 'ether', '--no-trace');
    expect([code, out]).toEqual([1, expect.stringContaining('ema12 is new; ema13 is gone.')]);
    expect(out).not.toContain('first difference');
  });

  it('fails where throughput fell below the recorded share, and only there', async () => {
    const gated = await write('gated.yaml', (text) =>
      text
        .replace('name: small\n', 'name: gated\n')
        .replace('    venue: bybit\n', '    venue: bybit\n    performance: { atLeast: 0.5 }\n'),
    );
    const run = (): Promise<CliResult> => regress(gated, '--workers', '1', '--only', 'ether');
    await regress(gated, '--workers', '1', '--only', 'ether', '--update');
    const recorded = JSON.parse(await readFile(file('golden/gated/ether.json'), 'utf8')) as Golden;
    expect(recorded.throughput).toBeGreaterThan(0);
    // A factor that no busy machine makes: the verdict is tested, not the clock.
    const scaled = (factor: number): Promise<void> =>
      writeFile(
        file('golden/gated/ether.json'),
        JSON.stringify({ ...recorded, throughput: recorded.throughput * factor }),
      );
    await scaled(0.01);
    expect((await run()).code).toBe(0);
    await scaled(100);
    const slow = await run();
    expect([slow.code, slow.out]).toEqual([1, expect.stringMatching(/Throughput is \d+ % .* at least 50 %/)]);
  });

  it('runs since a revision only what was touched after it', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        encoding: 'utf8',
      });
    const since = async (): Promise<string[]> =>
      (await json(file('suite.yaml'), '--workers', '1', '--since', 'HEAD')).cases.map(({ id }) => id);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    expect(await since()).toEqual([]);
    await appendFile(file('golden/small/ether.json'), '\n');
    expect(await since()).toEqual(['small/ether']);
    git('checkout', '-q', '--', 'golden/small');
    await appendFile(file('suite.yaml'), '# a word\n');
    expect(await since()).toHaveLength(3);
    const unknown = await regress(file('suite.yaml'), '--since', 'no-such-revision');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('--since asked git')]);
    await rm(file('.git'), { recursive: true });
    await write('suite.yaml');
  });

  it('writes JUnit, Markdown and one HTML page', async () => {
    const changed = await write('changed.yaml', (text) => text.replace('oiZ: 2.5', 'oiZ: 1.5'));
    const reports = ['--junit', file('j.xml'), '--markdown', file('m.md'), '--html', file('r.html')];
    await regress(changed, '--workers', '1', ...reports);
    const junit = await readFile(file('j.xml'), 'utf8');
    expect(junit).toContain('tests="3" failures="1" errors="0"');
    expect(junit).toContain('oiZ = ');
    expect(junit).not.toMatch(/is > 1/);
    expect(junit).toContain('is &gt; 1');
    expect(await readFile(file('m.md'), 'utf8')).toContain('| small/bitcoin | differs |');
    const page = await readFile(file('r.html'), 'utf8');
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  const refusals: [string, (text: string) => string, string, RegExp][] = [
    [
      'a key with a typo',
      (t) => t.replace('venue:', 'venu:'),
      'Did you mean "venue"?',
      /line 15, column 5: .*"venu"/,
    ],
    [
      'an unknown setting',
      (t) => t.replace('oiZ', 'oiX'),
      'Did you mean "oiZ"?',
      /line 8, column \d+: .*"oiX"/,
    ],
    [
      'an unknown number',
      (t) => t.replace('trades: {', 'tradez: {'),
      'Did you mean "trades"?',
      /line \d+.*"tradez"/,
    ],
    ['broken YAML', (t) => t.replace('cases:', 'cases: ['), 'docs/ci.md', /line \d+, column \d+/],
    [
      'an unknown strategy',
      (t) => t.replace('sma-cross', 'sma-cros'),
      'Did you mean "sma-cross"?',
      /sma-cros/,
    ],
    [
      'an unknown symbol',
      (t) => t.replace('BTC/', 'BTX/'),
      'Did you mean "BTC/USDT:USDT"?',
      /no symbol "BTX/,
    ],
    [
      'an unknown dataset',
      (t) => t.replace('{ name: small', '{ name: smal'),
      'There is:',
      /no dataset "smal"/,
    ],
    ['another dataset', (t) => t.replace(digest, 'f'.repeat(64)), 'new digest', /has the digest/],
    [
      'a case without a golden file',
      (t) => t.replace('name: ether', 'name: fresh'),
      '--update',
      /no golden file/,
    ],
  ];
  it.each(refusals)('exits 2 with a sentence for %s', async (_, change, action, sentence) => {
    const { code, out, err } = await regress(await write('refused.yaml', change), '--workers', '1');
    expect(code).toBe(2);
    expect(out + err).toMatch(sentence);
    expect(out + err).toContain(action);
  });

  it('exits 2 for a missing suite and for a corrupted dataset', async () => {
    const missing = await regress(file('none.yaml'));
    expect([missing.code, missing.err.split('\n')[0]]).toEqual([
      2,
      `hindcast: There is no suite file ${file('none.yaml')}.`,
    ]);
    const other = await mkdtemp(join(tmpdir(), 'hindcast-corrupt-'));
    await cp(join(folder, 'datasets'), join(other, 'datasets'), { recursive: true });
    await appendFile(join(other, 'datasets/small/bars/bybit/ETH-USDT-USDT-5m.parquet'), 'x');
    const { code, out } = await runHindcast(other, 'regress', file('suite.yaml'), '--workers', '1');
    expect(code).toBe(2);
    expect(out).toContain('bars/bybit/ETH-USDT-USDT-5m.parquet is missing or not as written.');
    await rm(other, { recursive: true });
  });

  it('exits 2 for a golden file that is none', async () => {
    await cp(file('golden/small'), file('golden/spoilt'), { recursive: true });
    await writeFile(file('golden/spoilt/ether.json'), '{"streams": 3}');
    const spoilt = await write('spoilt.yaml', (text) => text.replace('name: small\n', 'name: spoilt\n'));
    const { code, out } = await regress(spoilt, '--workers', '1', '--only', 'ether');
    expect(code).toBe(2);
    expect(out).toContain('is not a golden file');
  });

  describe('datasets from elsewhere', () => {
    let server: Server;
    let base: string;
    let spoil = false;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const path = decodeURIComponent((request.url ?? '').slice(1));
        readFile(join(folder, 'datasets/small', path)).then(
          (bytes) => response.end(spoil && path.endsWith('.parquet') ? bytes.fill(1) : bytes),
          () => response.writeHead(404).end(),
        );
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => void server.close());

    const elsewhere = async (from: string, ...args: string[]): Promise<CliResult> => {
      const path = await write('from.yaml', (t) =>
        t.replace('{ name: small', `{ from: '${from}', name: small`),
      );
      const empty = await mkdtemp(join(tmpdir(), 'hindcast-empty-'));
      const result = await runHindcast(empty, 'regress', path, '--workers', '1', ...args);
      await rm(empty, { recursive: true });
      return result;
    };

    it('are taken from a folder, and from a server that was allowed', async () => {
      expect((await elsewhere('datasets/small')).code).toBe(0);
      expect((await elsewhere(base, '--allow-http')).code).toBe(0);
    });

    it('are refused over plain http, where a file is missing, and where a byte differs', async () => {
      const plain = await elsewhere(base);
      expect([plain.code, plain.out]).toEqual([2, expect.stringContaining('only https is fetched')]);
      const gone = await elsewhere(`${base}/nowhere`, '--allow-http');
      expect([gone.code, gone.out]).toEqual([2, expect.stringContaining('the server answered 404')]);
      spoil = true;
      const spoilt = await elsewhere(base, '--allow-http');
      expect([spoilt.code, spoilt.out]).toEqual([2, expect.stringContaining('its SHA-256 differs')]);
      spoil = false;
    });
  });

  describe('hindcast diff', () => {
    const diff = (...args: string[]): Promise<CliResult> =>
      runHindcast(folder, 'diff', '--suite', file('suite.yaml'), '--dataset', 'small', ...args);

    it('finds a golden file and its case equal', async () => {
      const { code, out } = await diff(file('golden/small/bitcoin.json'), 'small/bitcoin');
      expect([code, out]).toEqual([0, expect.stringContaining('equal')]);
    });

    it('compares two strategies, and two results of simulate', async () => {
      const { code, out } = await diff('sma-cross', 'obv-rsi', '--symbol', 'BTC/USDT:USDT');
      expect(code).toBe(1);
      expect(out).toMatch(/sma-cross -> obv-rsi: trades \+\d+ \/ -\d+/);
      for (const [name, fast] of [
        ['a', '5'],
        ['b', '8'],
      ]) {
        const args = ['small', '--strategy', 'sma-cross', '--param', `fast=${fast}`, '--json'];
        await writeFile(file(`${name}.json`), (await runHindcast(folder, 'simulate', ...args)).out);
      }
      expect((await diff(file('a.json'), file('a.json'))).code).toBe(0);
      const changed = await diff(file('a.json'), file('b.json'));
      expect([changed.code, changed.out]).toEqual([1, expect.stringContaining('hit rate')]);
    });
  });
});
