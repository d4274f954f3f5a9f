import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HindcastError, MINUTE, type BarField, type Tape, type Timeframe } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { ImportService, type ImportReport } from '../../src/ingestion/import/index.ts';
import { itReal, real, RECIPES, statedRows } from './real-data.ts';
import { START } from './sample-tapes.ts';

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let store: DatasetStore;
let service: ImportService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-recipes-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  service = new ImportService(store);
});
afterAll(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

async function cook(recipe: string, set: string): Promise<ImportReport> {
  const text = await readFile(join(RECIPES, recipe), 'utf8');
  return service.run({ paths: [real(set)], recipe: { text, file: recipe } });
}

const lanes = (report: ImportReport): unknown[] =>
  report.lanes.map(({ venue, symbol, timeframe, rows, missingBars }) => [
    venue,
    symbol.slice(0, 3),
    timeframe,
    rows,
    missingBars,
  ]);

async function tape(
  report: ImportReport,
  coin: string,
  timeframe: Timeframe,
  venue = 'binanceusdm',
): Promise<Tape> {
  const key = { venue, symbol: `${coin}/USDT:USDT`, timeframe };
  return store.openTape(await store.open(report.name), key);
}

const at = (t: Tape, openTime: number, ...fields: BarField[]): number[] =>
  fields.map((field) => t.columns[field][t.rowOpeningAt(openTime)]);

/** Rows that a file was read with are those that the manifest of the recordings states. */
function expectStatedRows(report: ImportReport, set: string): void {
  const stated = statedRows();
  for (const { file } of report.files) {
    // A file may be read twice, the second time for some of its rows only.
    const rows = Math.max(...report.files.filter((other) => other.file === file).map((other) => other.rows));
    expect([file, rows]).toEqual([file, stated.get(`${set}/${file}`)]);
  }
}

describe('the recipes in docs/recipes', () => {
  itReal('binance-15m joins five files a symbol', async () => {
    const report = await cook('binance-15m.yaml', 'binance');
    expectStatedRows(report, 'binance');
    expect(lanes(report)).toEqual([
      ['binanceusdm', 'BTC', '15m', 15936, 0],
      ['binanceusdm', 'ETH', '15m', 15936, 0],
      ['binanceusdm', 'SOL', '5m', 47808, 0],
    ]);
    const btc = await tape(report, 'BTC', '15m');
    // oi_5m: 1764548100000,89044.08,7915796101.8 — the close of the first bar.
    expect(at(btc, 1764547200000, 'openInterest', 'openInterestUsd')).toEqual([89044.08, 7915796101.8]);
    // long_short 1777410900000: global 0.9654, accounts 0.9802, positions 0.8304, for the bar that closes then.
    expect(
      at(btc, 1777410000000, 'globalLongShort', 'topLongShortAccounts', 'topLongShortPositions'),
    ).toEqual([0.9654, 0.9802, 0.8304]);
    // taker 1777410000000: buy 251.064, ratio 0.6187, both of the bar that opens then.
    expect(at(btc, 1777410000000, 'takerBuyVolume', 'takerLongShort')).toEqual([251.064, 0.6187]);
    // funding 1764547200000,0.00003593 then 1764576000000,0.00003153: the second from the bar closing at it.
    const eight = 1764576000000;
    expect(at(btc, eight - 30 * MINUTE, 'fundingRate', 'fundingTime')).toEqual([0.00003593, 1764547200000]);
    expect(at(btc, eight - 15 * MINUTE, 'fundingRate', 'fundingTime', 'fundingIntervalHours')).toEqual([
      0.00003153,
      eight,
      8,
    ]);
  });

  itReal('binance-1m drops the unfinished last bars', async () => {
    const report = await cook('binance-1m.yaml', 'binance_1m');
    expect(lanes(report)).toEqual([
      ['binanceusdm', 'BTC', '1m', 43198, 0],
      ['binanceusdm', 'ETH', '1m', 60190, 0],
      ['binanceusdm', 'SOL', '1m', 43199, 0],
    ]);
  });

  itReal('binance-1h-taker reads times as text', async () => {
    const report = await cook('binance-1h-taker.yaml', 'binance_1h_taker');
    expectStatedRows(report, 'binance_1h_taker');
    expect(lanes(report)).toEqual([['binanceusdm', 'BTC', '1h', 21888, 0]]);
  });

  itReal('binance-archive fills up from a second history', async () => {
    const report = await cook('binance-archive.yaml', 'binance_archive');
    // 182 days of six bars.
    expect(lanes(report)).toEqual([['binanceusdm', 'BTC', '4h', 1092, 0]]);
    const btc = await tape(report, 'BTC', '4h');
    expect(at(btc, 1704067200000, 'openInterest', 'fundingRate')).toEqual([73471.133, 0.00037409]);
  });

  itReal('bybit-15m reads titles of their own', async () => {
    const report = await cook('bybit-15m.yaml', 'bybit');
    expectStatedRows(report, 'bybit');
    expect(lanes(report)).toEqual([
      ['bybit', 'BTC', '15m', 841, 0],
      ['bybit', 'ETH', '15m', 1693, 0],
    ]);
    const btc = await tape(report, 'BTC', '15m', 'bybit');
    // 1779320700000: 77441.4 … 77518.9, 170.244, 13192500.4442; open interest stamped at its close: 51506.871.
    expect(at(btc, 1779320700000, 'open', 'close', 'volume', 'quoteVolume', 'openInterest')).toEqual([
      77441.4, 77518.9, 170.244, 13192500.4442, 51506.871,
    ]);
    // Open interest ends at 1779924600000 and may be used for three quarters of an hour.
    expect(at(btc, 1779924600000 + 30 * MINUTE, 'openInterest')).toEqual([57033.449]);
    expect(at(btc, 1779924600000 + 45 * MINUTE, 'openInterest')).toEqual([NaN]);
  });

  itReal('venues-1h puts two venues into one dataset', async () => {
    const report = await cook('venues-1h.yaml', 'venues_1h');
    expectStatedRows(report, 'venues_1h');
    expect(lanes(report)).toEqual(
      ['binanceusdm', 'bybit'].flatMap((venue) =>
        ['BTC', 'ETH', 'SOL'].map((coin) => [venue, coin, '1h', 13128, 0]),
      ),
    );
    const bybit = await tape(report, 'BTC', '1h', 'bybit');
    // oi 1704070800000,57372.416 belongs to the bar that closes then; in the bars' own file it stands a row later.
    expect(at(bybit, 1704067200000, 'close', 'openInterest', 'fundingRate', 'fundingIntervalHours')).toEqual([
      42517.4,
      57372.416,
      0.00043294,
      NaN,
    ]);
    const settlements = new Set(bybit.columns.fundingTime);
    // One every eight hours of 547 days.
    expect(settlements.size).toBe(547 * 3);
    const binance = await tape(report, 'BTC', '1h');
    expect(at(binance, 1704067200000, 'open', 'high', 'low', 'close', 'volume')).toEqual([
      42314, 42603.2, 42289.6, 42503.5, 8459.477,
    ]);
  });

  itReal('ticks-1s makes bars out of recorded messages', async () => {
    const report = await cook('ticks-1s.yaml', 'ticks');
    const stated = statedRows();
    const read = report.files.filter(({ rows }) => rows > 0);
    for (const { file, rows } of read) expect(rows).toBe(stated.get(`ticks/${file}`));
    expect(lanes(report)).toEqual([
      ['binanceusdm', 'BTC', '1s', 344, 0],
      ['binanceusdm', 'BTC', '1m', 6, 0],
      ['binanceusdm', 'ETH', '1s', 345, 0],
      ['binanceusdm', 'ETH', '1m', 7, 0],
    ]);
    const btc = await tape(report, 'BTC', '1s');
    // The second 1723161259, added up by a script of its own: 22 trades.
    const second = at(
      btc,
      1723161259000,
      'open',
      'high',
      'low',
      'close',
      'volume',
      'takerBuyVolume',
      'trades',
      'quoteVolume',
    );
    [61808.0, 61809.5, 61808.0, 61809.4, 0.682, 0.198, 22, 42153.8475].forEach((x, i) =>
      expect(second[i]).toBeCloseTo(x, 6),
    );
    // A second without a trade, between two whose ids follow each other, keeps the price and has no volume.
    const eth = await tape(report, 'ETH', '1s');
    const quiet = [...eth.columns.trades].indexOf(0);
    expect(quiet).toBeGreaterThan(0);
    expect(eth.columns.open[quiet]).toBe(eth.columns.close[quiet - 1]);
    expect([eth.columns.volume[quiet], eth.columns.takerBuyVolume[quiet]]).toEqual([0, 0]);
  });

  itReal('liquidations adds up one venue of several, and only where the events are complete', async () => {
    const report = await cook('liquidations.yaml', '.');
    const eth = await tape(report, 'ETH', '15m');
    const quarter = Date.UTC(2026, 3, 3, 9, 15);
    const [long, short] = at(eth, quarter, 'liquidatedLongUsd', 'liquidatedShortUsd');
    // Ids 3, 4, 5, 7 and 1, 2 of the file; 6 is of another venue.
    expect(long).toBeCloseTo(1076.5728 + 275.60852 + 61.7031 + 16.454, 6);
    expect(short).toBeCloseTo(74.24856 + 148.5468, 6);
    expect(at(eth, quarter - 15 * MINUTE, 'liquidatedLongUsd')).toEqual([NaN]);
    expect(at(eth, quarter + 60 * MINUTE, 'liquidatedLongUsd')).toEqual([NaN]);
  });

  it('are all listed in the README, and tested here', async () => {
    const files = (await readdir(RECIPES)).filter((name) => name.endsWith('.yaml'));
    const readme = await readFile(join(RECIPES, 'README.md'), 'utf8');
    const spec = await readFile(new URL(import.meta.url), 'utf8');
    for (const file of files)
      expect([file, readme.includes(`(${file})`), spec.includes(`'${file}'`)]).toEqual([file, true, true]);
  });
});

describe('a recipe', () => {
  const HEAD = 'recipe: 1\nname: r\norigin: o\nlicence: l\nlanes:\n';

  async function fails(text: string): Promise<HindcastError> {
    const outcome = service.run({ paths: [folder], recipe: { text, file: 'r.yaml' } });
    return outcome.then(
      () => new HindcastError('NONE', 'no error', ''),
      (error: HindcastError) => error,
    );
  }

  it('is refused with the line that is wrong, and what was meant', async () => {
    for (const [text, row, words] of [
      ['recipe: 2\n', 1, '"recipe"'],
      ['[1, 2]', 1, 'no keys'],
      ['recipe: 1\nname: [', 2, ''],
      [`${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 3m\n`, 8, 'timeframe'],
      [`${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    brs: []\n`, 6, '"brs"'],
      [
        `${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    bars:\n      - file: a\n        colums: {}\n`,
        10,
        '"colums"',
      ],
      [
        `${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    bars:\n      - file: a\n        columns: { opn: o }\n`,
        11,
        '"opn"',
      ],
      [
        `${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    series:\n      - file: a\n        lag: soon\n`,
        11,
        'duration',
      ],
      [`${HEAD}  - venue: bybit\n    symbol: \${coin}\n    timeframe: 1h\n`, 1, '${coin}'],
    ] as [string, number, string][]) {
      const error = await fails(text);
      expect([text, error.code, error.place.row]).toEqual([text, 'RECIPE_INVALID', row]);
      expect(error.message).toContain(words);
    }
    expect(
      (await fails(`${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    brs: []\n`)).action,
    ).toBe('Did you mean "bars"?');
  });

  it('cannot name files outside of its folder, and says when none matches', async () => {
    const lane = (file: string): string =>
      `${HEAD}  - venue: bybit\n    symbol: X\n    timeframe: 1h\n    bars:\n      - file: ${file}\n`;
    for (const file of ['../x.csv', '/etc/passwd', 'a/../../x.csv'])
      expect((await fails(lane(file))).code).toBe('RECIPE_PATH');
    expect((await fails(lane('none-*.csv'))).message).toContain('no file matches');
    expect((await fails(lane('none.csv'))).code).toBe('IMPORT_NO_SUCH_FILE');
  });

  it('is refused when it would grow without end', async () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [${'*b, '.repeat(20)}]\n`;
    expect((await fails(bomb)).code).toBe('RECIPE_INVALID');
    const words = `[${Array.from({ length: 200 }, (_, i) => i).join(', ')}]`;
    const many = `${HEAD}  - for: { a: ${words}, b: ${words} }\n    venue: bybit\n    symbol: X\n    timeframe: 1h\n`;
    expect((await fails(many)).message).toContain('more than 10000 lanes');
  });

  it('understands stamps of the close, scales, columns by number, filters and fallbacks', async () => {
    const t = (i: number): number => START + i * 5 * MINUTE;
    await writeFile(
      join(folder, 'a.csv'),
      `${t(1)};x;10;12;9;11;5\n${t(1)};y;1;1;1;1;1\n${t(2)};x;11;13;10;12;6\n`,
    );
    await writeFile(join(folder, 'b.csv'), `time,o,h,l,c,v\n${t(0)},1,1,1,1,1\n${t(2)},12,14,11,13,7\n`);
    await writeFile(join(folder, 'oi.csv'), `t,oi\n${t(0)},100\n${t(1)},200\n${t(2)},300\n`);
    const text = `${HEAD}  - venue: okx
    symbol: BTC/USDT:USDT
    timeframe: 5m
    bars:
      - { file: a.csv, time: 1, stamp: close, delimiter: ';', where: { 2: x }, columns: { open: 3, high: 4, low: 5, close: 6, volume: { column: 7, scale: 0.01 } } }
      - { file: b.csv, fallback: true, columns: { open: o, high: h, low: l, close: c, volume: v } }
    series:
      - { file: oi.csv, time: t, stamp: open, interval: 5m, lag: 1s, columns: { openInterest: oi } }
`;
    const report = await service.run({ paths: [folder], recipe: { text, file: 'r.yaml' } });
    expect(report.lanes[0]).toMatchObject({ venue: 'okx', rows: 3 });
    const okx = await tape(report, 'BTC', '5m', 'okx');
    expect([...okx.columns.close]).toEqual([11, 12, 13]);
    expect([...okx.columns.volume]).toEqual([0.05, 0.06, 7]);
    // The value stamped t(0) covers five minutes and is known a second later: not by the first close.
    expect([...okx.columns.openInterest]).toEqual([NaN, 100, 200]);
  });
});
