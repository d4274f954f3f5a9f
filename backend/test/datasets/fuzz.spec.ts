import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import yazl from 'yazl';
import { buffer } from 'node:stream/consumers';
import { HindcastError, HOUR, MINUTE } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { ImportService, type ImportReport, type ImportRequest } from '../../src/ingestion/import/index.ts';
import { LANE, sampleTape, START } from './sample-tapes.ts';

jest.setTimeout(120_000);

let folder: string;
let store: DatasetStore;
let runs = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-fuzz-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const open = (i: number): number => START + i * 5 * MINUTE;
const KLINES = Array.from(
  { length: 60 },
  (_, i) => `${open(i)},100.25,101.5,99.125,${100 + i},12.5,${open(i + 1) - 1},1256.25,40,6.25,603,0`,
).join('\n');
const METRICS = [
  'create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio',
  ...Array.from(
    { length: 60 },
    (_, i) =>
      `${new Date(open(i)).toISOString().slice(0, 19).replace('T', ' ')},BTCUSDT,70${i}.5,3e9,"",1.2,1.5,0.9`,
  ),
].join('\n');
const TRADES = `agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n${Array.from({ length: 80 }, (_, i) => `${i},100.${i},0.5,${i},${i},${START + i * 700},${i % 2 === 0}`).join('\n')}`;
const MESSAGES = Array.from(
  { length: 40 },
  (_, i) =>
    `${START + i * 700}000000 {"stream":"btcusdt@trade","data":{"e":"trade","T":${START + i * 700},"s":"BTCUSDT","t":${i},"p":"100.5","q":"0.1","m":true}}`,
).join('\n');
const ARRAYS = JSON.stringify(Array.from({ length: 40 }, (_, i) => [open(i), 100, 101, 99, 100, 5]));

async function zipped(): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(KLINES), 'BTCUSDT-5m-2024-01.csv');
  zip.end();
  return buffer(zip.outputStream);
}

async function parquet(): Promise<Buffer> {
  if (!(await store.has('seed'))) {
    await store.write({ name: 'seed', origin: 'x', licence: 'x', simulated: true }, [sampleTape(50)]);
  }
  const { folder: place, manifest } = await store.open('seed');
  return readFile(join(place, manifest.lanes[0].file));
}

/** Imports the files: it either works, or is refused by a sentence; and a refusal leaves nothing behind. */
async function survive(
  files: Record<string, Buffer | string>,
  request: Partial<ImportRequest> = {},
): Promise<ImportReport | undefined> {
  const input = join(folder, `in${runs++}`);
  await mkdir(input);
  for (const [name, content] of Object.entries(files)) await writeFile(join(input, name), content);
  const before = await contents();
  try {
    const report = await new ImportService(store).run({ paths: [input], name: `run${runs}`, ...request });
    if (report.digest) await store.delete(report.name);
    return report;
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.message.length).toBeLessThan(2_000);
    expect(error.action).not.toBe('');
    expect(await contents()).toEqual(before);
    return undefined;
  } finally {
    await rm(input, { recursive: true, force: true });
  }
}

async function contents(): Promise<string[]> {
  const lists = await Promise.all(
    ['datasets', 'cache'].map((name) => readdir(join(folder, name)).catch(() => [])),
  );
  // Seals of a dataset that was opened stay; scratch folders must not.
  return lists.flat().filter((name) => !['seals', 'columns'].includes(name));
}

/** Bytes changed, cut out, put in, repeated, and the end cut off. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('change', 'cut', 'insert', 'repeat', 'truncate'),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 12 }).map((b) => Buffer.from(b)),
      fc
        .constantFrom(
          ',',
          '\n',
          '\r\n',
          '"',
          '""',
          ',,,,',
          '-',
          'NaN',
          '1e999',
          '\u0000',
          '﻿',
          '<html>',
          ';',
          '\t',
          '0x10',
          '٣',
          '9'.repeat(400),
        )
        .map((s) => Buffer.from(s)),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(content: Buffer, changes: Damage): Buffer {
  return changes.reduce((data, { at, how, bytes }) => {
    const i = Math.floor(at * data.length);
    const [before, after] = [data.subarray(0, i), data.subarray(i)];
    if (how === 'change') return Buffer.concat([before, bytes, after.subarray(bytes.length)]);
    if (how === 'cut') return Buffer.concat([before, after.subarray(bytes.length * 5)]);
    if (how === 'insert') return Buffer.concat([before, bytes, after]);
    if (how === 'repeat') return Buffer.concat([before, after.subarray(0, 200), after]);
    return before;
  }, content);
}

describe('fuzzing', () => {
  for (const [name, content] of [
    ['BTCUSDT-5m.csv', KLINES],
    ['BTCUSDT-trades.csv', TRADES],
    ['trades.jsonl', MESSAGES],
    ['BTC_USDT_USDT-5m-futures.json', ARRAYS],
    ['BTCUSDT-5m.csv.gz', gzipSync(KLINES)],
  ] as [string, string | Buffer][]) {
    it(`damaged ${name} is read or refused, and nothing is left`, async () => {
      await fc.assert(
        fc.asyncProperty(damage, async (changes) => {
          await survive({ [name]: damaged(Buffer.from(content), changes) }, { dryRun: changes.length > 1 });
        }),
        { numRuns: 120 },
      );
    });
  }

  it('damaged metrics beside sound klines are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        await survive(
          { 'BTCUSDT-5m.csv': KLINES, 'BTCUSDT-metrics.csv': damaged(Buffer.from(METRICS), changes) },
          { dryRun: true },
        );
      }),
      {
        numRuns: 150,
        // A first row that was cut off once had no symbol to look for.
        examples: [
          [
            [
              { at: 0, how: 'insert', bytes: Buffer.from([13, 10]) },
              { at: 0, how: 'repeat', bytes: Buffer.from([0]) },
            ],
          ],
        ],
      },
    );
  });

  it('damaged zip and Parquet files are read or refused', async () => {
    const [zip, columns] = [await zipped(), await parquet()];
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        await survive({ 'BTCUSDT-5m.zip': damaged(zip, changes) }, { dryRun: true });
        await survive({ 'BTC-USDT-USDT-5m.parquet': damaged(columns, changes) }, { dryRun: true });
      }),
      {
        numRuns: 80,
        // What is unpacked was once so damaged from its first byte on that nobody before the reader of the archive saw it.
        examples: [[[{ at: 0.06677018633540373, how: 'change', bytes: Buffer.alloc(10) }]]],
      },
    );
  });

  it('any bytes and any text under any name are read or refused', async () => {
    const name = fc.constantFrom(
      'BTCUSDT.csv',
      'x.zip',
      'x.csv.gz',
      'BTCUSDT.json',
      'x.parquet',
      'manifest.json',
      'a.tsv',
      'b.jsonl',
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((b) => Buffer.from(b)),
      fc.string({ unit: 'binary', maxLength: 300 }).map((s) => Buffer.from(s)),
      fc
        .array(fc.constantFrom('time', 'open', ',', '\n', '1704067200000', '[', ']', '{', '"e":', '1', '-'), {
          maxLength: 60,
        })
        .map((w) => Buffer.from(w.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(name, content, async (file, bytes) => {
        await survive({ [file]: bytes }, { dryRun: true });
      }),
      { numRuns: 250 },
    );
  });

  it('any recipe is understood or refused with a line of it', async () => {
    const words = [
      'recipe: 1',
      'name: r',
      'origin: o',
      'licence: l',
      'lanes:',
      '  - venue: okx',
      '    symbol: A',
      '    timeframe: 1h',
      '    for: { a: [1, 2] }',
      '    bars:',
      '      - file: a.csv',
      '        columns: { open: 1 }',
      '&a',
      '*a',
      ': ',
      '- ',
      '{',
      '!!js/function',
      '${a}',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 18 })
      .map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(text, async (recipe) => {
        await survive({ 'a.csv': KLINES }, { dryRun: true, recipe: { text: recipe, file: 'r.yaml' } });
      }),
      { numRuns: 300 },
    );
  });
});

describe('however the same rows are laid into files', () => {
  it('the dataset is the same, digest and all', async () => {
    const rows = KLINES.split('\n');
    const whole = await survive({ 'BTCUSDT-5m.csv': KLINES });
    const pieces = fc.array(fc.tuple(fc.nat(59), fc.nat(59)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pieces, async (cuts) => {
        // Any overlapping pieces, and one file with what none of them has.
        const taken = new Set<number>();
        const files: Record<string, string | Buffer> = {};
        for (const [k, [a, b]] of cuts.entries()) {
          const piece = rows.slice(Math.min(a, b), Math.max(a, b) + 1);
          for (let i = Math.min(a, b); i <= Math.max(a, b); i++) taken.add(i);
          files[`${k}-BTCUSDT-5m.csv${k % 2 ? '.gz' : ''}`] =
            k % 2 ? gzipSync(piece.join('\n')) : piece.join('\r\n');
        }
        const rest = rows.filter((_, i) => !taken.has(i));
        if (rest.length > 0) files['rest-BTCUSDT-5m.csv'] = rest.join('\n');
        expect((await survive(files))?.digest).toBe(whole?.digest);
      }),
      { numRuns: 40 },
    );
  });

  it('bars up to a moment are the same when every file is cut off there, and when what follows is scrambled', async () => {
    const metric = (i: number, noise: number): string => `${open(i) + 2_000 * (i % 3)},${7000 + i + noise}`;
    const funding = (i: number, noise: number): string =>
      `${START + i * HOUR + (i % 2) * 4},${0.0001 * (i + noise)}`;
    const lane = async (files: Record<string, string>): Promise<{ t: number; row: number[] }[]> => {
      const input = join(folder, `cut${runs++}`);
      await mkdir(input);
      for (const [name, text] of Object.entries(files)) await writeFile(join(input, name), text);
      const { name } = await new ImportService(store).run({ paths: [input], name: `cut${runs}` });
      const tape = await store.openTape(await store.open(name), LANE);
      return Array.from({ length: tape.rows }, (_, i) => ({
        t: tape.closeTime(i),
        row: Object.values(tape.columns).map((column) => column[i]),
      }));
    };
    const files = (count: number, from: number, noise: number): Record<string, string> => ({
      'BTCUSDT-5m.csv': KLINES.split('\n').slice(0, count).join('\n'),
      'BTCUSDT-oi.csv': [
        't,oi',
        ...Array.from({ length: 60 }, (_, i) => i)
          .filter((i) => i < 2 || count === 60 || open(i) <= open(count))
          .map((i) => metric(i, i >= from ? noise : 0)),
      ].join('\n'),
      'BTCUSDT-funding.csv': [
        'funding_time,funding_rate',
        ...Array.from({ length: 5 }, (_, i) => i)
          .filter((i) => i < 2 || count === 60 || START + i * HOUR <= open(count))
          .map((i) => funding(i, START + i * HOUR >= open(from) ? noise : 0)),
      ].join('\n'),
    });
    const whole = await lane(files(60, 60, 0));
    for (const at of [24, 25, 36, 47]) {
      const cut = await lane(files(at, 60, 0));
      const scrambled = await lane(files(60, at + 1, 17));
      const until = (rows: { t: number; row: number[] }[]): unknown => rows.filter(({ t }) => t <= open(at));
      expect(until(cut)).toEqual(until(whole));
      expect(until(scrambled)).toEqual(until(whole));
    }
  });
});
