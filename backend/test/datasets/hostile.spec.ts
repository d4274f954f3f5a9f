import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import yazl from 'yazl';
import { HindcastError, MINUTE } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { ImportService, type ImportRequest } from '../../src/ingestion/import/index.ts';
import { START } from './sample-tapes.ts';

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let input: string;
let store: DatasetStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-hostile-'));
  input = join(folder, 'in');
  await mkdir(input);
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const HEADER = 'open_time,open,high,low,close,volume';
const bar = (i: number, price = '100.5'): string => `${START + i * 5 * MINUTE},100,101,99,${price},12.5`;
const bars = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => bar(from + i));
const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(input, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function zip(name: string, entries: Record<string, string>, options = {}): Promise<string> {
  const path = join(input, name);
  const file = new yazl.ZipFile();
  for (const [entry, content] of Object.entries(entries))
    file.addBuffer(Buffer.from(content), entry, options);
  file.end();
  const out = createWriteStream(path);
  file.outputStream.pipe(out);
  await once(out, 'close');
  return path;
}

/** Imports the folder and gives the error, after checking that nothing at all was written. */
async function refused(request: Partial<ImportRequest> = {}): Promise<HindcastError> {
  const outcome = await new ImportService(store).run({ paths: [input], name: 'x', ...request }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(HindcastError);
  expect(await readdir(join(folder, 'datasets')).catch(() => [])).toEqual([]);
  return outcome as HindcastError;
}

const place = (error: HindcastError): unknown[] => [
  error.code,
  error.place.file,
  error.place.row,
  error.place.column,
];

describe('a broken table', () => {
  it('names file, row and column of a text where a number belongs', async () => {
    await put('good/ETHUSDT-5m.csv', csv(HEADER, ...bars(50)));
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(20), bar(20, 'abc'), ...bars(5, 21)));
    const error = await refused();
    expect(place(error)).toEqual(['CSV_NOT_A_NUMBER', 'BTCUSDT-5m.csv', 22, 'close']);
    expect(error.message).toBe('BTCUSDT-5m.csv, row 22, column "close": "abc" is not a number.');
  });

  it('names the place in a zip', async () => {
    await zip('BTCUSDT-5m.zip', { 'BTCUSDT-5m.csv': csv(HEADER, bar(0), bar(1, '1,000.5x')) });
    expect(place(await refused())).toEqual(['CSV_WIDTH', 'BTCUSDT-5m.zip › BTCUSDT-5m.csv', 3, 6]);
  });

  it('names the row of a duplicate and of an unsorted time', async () => {
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(10), bar(9)));
    expect(place(await refused())).toEqual(['IMPORT_DUPLICATE', 'BTCUSDT-5m.csv', 12, 'open_time']);
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(10), bar(3)));
    expect(place(await refused())).toEqual(['IMPORT_UNSORTED', 'BTCUSDT-5m.csv', 12, 'open_time']);
  });

  it('refuses a header that it does not know', async () => {
    await put('BTCUSDT-5m.csv', csv('when,a,b,c,d,e', ...bars(10)));
    expect(place(await refused())).toEqual(['IMPORT_NOT_RECOGNISED', 'BTCUSDT-5m.csv', 1, undefined]);
  });

  it('refuses an empty file, one with a header only, and a web page', async () => {
    for (const [content, code] of [
      ['', 'IMPORT_EMPTY'],
      ['\n\n', 'IMPORT_EMPTY'],
      [csv(HEADER), 'IMPORT_EMPTY'],
      ['<!DOCTYPE html>\n<html><body>404 Not Found</body></html>', 'IMPORT_HTML'],
      ['\ufeff  <html>', 'IMPORT_HTML'],
    ]) {
      await put('BTCUSDT-5m.csv', content);
      expect(place(await refused()).slice(0, 2)).toEqual([code, 'BTCUSDT-5m.csv']);
    }
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(3)));
    await put('ETHUSDT-5m.zip', '<html>rate limited</html>');
    expect((await refused()).code).toBe('IMPORT_HTML');
  });

  it('refuses a row that is cut off', async () => {
    const text = csv(HEADER, ...bars(30));
    await put('BTCUSDT-5m.csv', text.slice(0, -20));
    expect(place(await refused())).toEqual(['CSV_WIDTH', 'BTCUSDT-5m.csv', 31, 2]);
  });

  it('refuses a bar with some prices missing, and skips one with none', async () => {
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), `${START + 5 * MINUTE},100,,99,100,1`));
    expect(place(await refused())).toEqual(['IMPORT_PRICE_MISSING', 'BTCUSDT-5m.csv', 3, 'high']);
    await put('BTCUSDT-5m.csv', csv(HEADER, `${START - 5 * MINUTE},,,,,`, bar(0)));
    const report = await new ImportService(store).run({
      paths: [input],
      name: 'y',
      hints: { timeframe: '5m' },
    });
    expect(report.lanes[0]).toMatchObject({ rows: 1, range: { from: START } });
    expect(report.notes.join()).toContain('1 rows without prices are no bars');
  });

  it('refuses times off the grid, of another unit, and before our days', async () => {
    await put(
      'BTCUSDT-5m.csv',
      csv(
        HEADER,
        bar(0),
        bar(1),
        bar(2),
        `${START + 1},1,1,1,1,1`.replace(String(START + 1), String(START + 15 * MINUTE + 1)),
      ),
    );
    expect(place(await refused())).toEqual(['BAR_OFF_GRID', 'BTCUSDT-5m.csv', 5, 'open_time']);
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), bar(1), `${(START + 10 * MINUTE) * 1000},1,1,1,1,1`));
    expect(place(await refused())).toEqual(['CSV_NOT_A_TIME', 'BTCUSDT-5m.csv', 4, 'open_time']);
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), bar(1), 'soon,1,1,1,1,1'));
    expect(place(await refused())).toEqual(['CSV_NOT_A_TIME', 'BTCUSDT-5m.csv', 4, 'open_time']);
  });

  it('refuses bars of a length that is no timeframe', async () => {
    await put(
      'BTCUSDT-3m.csv',
      csv(HEADER, ...[0, 1, 2, 3].map((i) => `${START + i * 3 * MINUTE},1,1,1,1,1`)),
    );
    expect((await refused()).message).toContain('180 seconds');
  });

  it('refuses a decimal comma until it is told of it', async () => {
    const rows = ['0', '1', '2'].map((i) => `${START + Number(i) * 5 * MINUTE};100,5;101,5;99,5;100,25;12,5`);
    await put('BTCUSDT-5m.csv', csv(HEADER.replaceAll(',', ';'), ...rows));
    const error = await refused();
    expect(place(error)).toEqual(['CSV_DECIMAL_COMMA', 'BTCUSDT-5m.csv', 2, 'open']);
    expect(error.action).toContain('--decimal-comma');
    await new ImportService(store).run({ paths: [input], name: 'comma', hints: { decimalComma: true } });
    const dataset = await store.open('comma');
    const tape = await store.openTape(dataset, dataset.manifest.lanes[0]);
    expect([...tape.columns.close]).toEqual([100.25, 100.25, 100.25]);
  });

  it('understands CRLF, a byte order mark, quotes, blanks and a missing last line break', async () => {
    const text = `\ufeff"open_time" , "open","high","low","close","volume"\r\n${bars(3).join('\r\n')}`;
    await put('BTCUSDT-5m.csv', text.replace(bar(1), bar(1).replaceAll(',', ' , ')));
    const report = await new ImportService(store).run({ paths: [input], name: 'crlf' });
    expect(report.rows).toBe(3);
  });

  it('refuses UTF-16, bytes that are no text, and a quote that does not close', async () => {
    await put(
      'BTCUSDT-5m.csv',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv(HEADER, bar(0)), 'utf16le')]),
    );
    expect((await refused()).code).toBe('CSV_ENCODING');
    await put(
      'BTCUSDT-5m.csv',
      Buffer.concat([Buffer.from(`${HEADER}\n${bar(0)}\n`), Buffer.from([0, 1, 2])]),
    );
    expect(place(await refused()).slice(0, 3)).toEqual(['IMPORT_NOT_TEXT', 'BTCUSDT-5m.csv', 3]);
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), bar(1).replace('100,', '"100,')));
    expect(place(await refused())).toEqual(['CSV_QUOTE', 'BTCUSDT-5m.csv', 3, 2]);
  });

  it('refuses names that are no UTF-8: two of them could be read as one', async () => {
    const row = (i: number): Buffer =>
      Buffer.concat([
        Buffer.from(`${START + i * 5 * MINUTE},BT`),
        Buffer.from([i % 2 ? 0xe9 : 0xe8]),
        Buffer.from('USDT,1,2,0.5,1\n'),
      ]);
    const rows = Array.from({ length: 20 }, (_, i) => row(i));
    const text = Buffer.concat([Buffer.from('timestamp,symbol,open,high,low,close\n'), ...rows]);
    await put('mixed.csv', text);
    expect(await refused()).toMatchObject({
      code: 'CSV_ENCODING',
      place: { row: 2, column: 'symbol' },
    });
  });

  it('calls a first row that never ends a line that is too long, not an empty file', async () => {
    for (const head of ['', 'time,open,high,low,close\n']) {
      await put('BTCUSDT.csv', head + '9'.repeat(3_000_000));
      expect((await refused()).code).toBe('CSV_LINE_TOO_LONG');
    }
  });

  it('names no path of its own for a Parquet file that is damaged', async () => {
    await put('bad.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7), Buffer.from('PAR1')]));
    const error = await refused();
    expect(error.code).toBe('IMPORT_DAMAGED');
    expect(error.message).not.toContain(input);
  });

  it('refuses a line of a million characters and one of a thousand columns, without holding them', async () => {
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), bar(1), 'x'.repeat(1_000_000)));
    expect(place(await refused()).slice(0, 3)).toEqual(['CSV_LINE_TOO_LONG', 'BTCUSDT-5m.csv', 4]);
    await put('BTCUSDT-5m.csv', csv(HEADER, bar(0), bar(1), ','.repeat(1000)));
    expect(place(await refused()).slice(0, 3)).toEqual(['CSV_TOO_WIDE', 'BTCUSDT-5m.csv', 4]);
  });

  it('refuses two files that disagree, and takes two that agree once', async () => {
    await put('a/BTCUSDT-5m.csv', csv(HEADER, ...bars(10)));
    await put('b/BTCUSDT-5m.csv', csv(HEADER, ...bars(10, 5)));
    const report = await new ImportService(store).run({ paths: [input], name: 'agree', dryRun: true });
    expect(report.rows).toBe(15);
    expect(report.notes).toContain(
      'binanceusdm BTC/USDT:USDT 5m: 5 bars were in more than one file, with equal values',
    );
    await put('b/BTCUSDT-5m.csv', csv(HEADER, ...bars(3, 5), bar(8, '100.75')));
    const error = await refused();
    expect(place(error)).toEqual(['IMPORT_CONFLICT', join('b', 'BTCUSDT-5m.csv'), 5, 'close']);
    expect(error.message).toContain(`${join('a', 'BTCUSDT-5m.csv')}, row 10 has 100.5`);
  });

  it('says that there are no prices when only open interest is given', async () => {
    await put('BTCUSDT-oi.csv', csv('time,open_interest', `${START},5`, `${START + 5 * MINUTE},6`));
    const error = await refused();
    expect(error.code).toBe('IMPORT_NO_PRICES');
    expect(error.action).toContain('klines');
  });

  it('refuses bars of a symbol that nothing tells', async () => {
    await put('data.csv', csv(HEADER, ...bars(3)));
    expect((await refused()).code).toBe('IMPORT_NO_SYMBOL');
    const report = await new ImportService(store).run({
      paths: [input],
      name: 's',
      hints: { symbol: 'DOGEUSDT' },
    });
    expect(report.lanes[0].symbol).toBe('DOGE/USDT:USDT');
  });
});

describe('a hostile archive', () => {
  const table = csv(HEADER, ...bars(200));

  it('refuses a truncated zip and a truncated gzip', async () => {
    const path = await zip('BTCUSDT-5m.zip', { 'BTCUSDT-5m.csv': table });
    await truncate(path, 400);
    expect(place(await refused()).slice(0, 2)).toEqual(['IMPORT_TRUNCATED', 'BTCUSDT-5m.zip']);
    await rm(path);
    await put('BTCUSDT-5m.csv.gz', gzipSync(table).subarray(0, 500));
    expect(place(await refused()).slice(0, 2)).toEqual(['IMPORT_TRUNCATED', 'BTCUSDT-5m.csv.gz']);
  });

  it('refuses a zip whose content does not match its checksum', async () => {
    const path = await zip('BTCUSDT-5m.zip', { 'BTCUSDT-5m.csv': table }, { compress: false });
    const bytes = await readFile(path);
    bytes[bytes.indexOf('100.5') + 4] = 0x36;
    await writeFile(path, bytes);
    expect(place(await refused()).slice(0, 2)).toEqual(['IMPORT_DAMAGED', 'BTCUSDT-5m.zip › BTCUSDT-5m.csv']);
  });

  it('refuses a file that is not what the CHECKSUM beside it says', async () => {
    const path = await put('BTCUSDT-5m.csv', table);
    const sha256 = createHash('sha256').update(table).digest('hex');
    await put('BTCUSDT-5m.csv.CHECKSUM', `${sha256}  BTCUSDT-5m.csv\n`);
    expect((await new ImportService(store).run({ paths: [input], name: 'x', dryRun: true })).rows).toBe(200);
    await writeFile(path, table.replace('100.5', '100.6'));
    expect(place(await refused()).slice(0, 2)).toEqual(['IMPORT_DAMAGED', 'BTCUSDT-5m.csv']);
  });

  it('refuses entries whose paths lead out of the archive', async () => {
    for (const name of ['../../etc/passwd.csv', '/etc/passwd.csv', 'C:\\x.csv', '..\\..\\x.csv']) {
      const path = await zip('BTCUSDT.zip', { ['x'.repeat(name.length)]: table });
      const bytes = await readFile(path);
      await writeFile(
        path,
        Buffer.from(bytes.toString('latin1').replaceAll('x'.repeat(name.length), name), 'latin1'),
      );
      expect(place(await refused()).slice(0, 2)).toEqual(['IMPORT_UNSAFE_PATH', 'BTCUSDT.zip']);
    }
  });

  it('refuses bombs, in zip and in gzip, by what they grow to', async () => {
    const row = `${bar(0)}\n`;
    const bomb = `${csv(HEADER, ...bars(300))}${row.repeat(1_000_000)}`;
    const path = await zip('BTCUSDT-5m.zip', { 'BTCUSDT-5m.csv': bomb });
    expect((await refused()).code).toBe('IMPORT_INFLATES');
    await rm(path);
    await put('BTCUSDT-5m.csv.gz', gzipSync(bomb));
    // It goes back in time long before it has grown.
    expect((await refused()).code).toBe('IMPORT_UNSORTED');
    const blank = gzipSync(Buffer.alloc(64 << 20, 0x0a));
    await put('BTCUSDT-5m.csv.gz', Buffer.concat([gzipSync(csv(HEADER, bar(0), bar(1))), blank]));
    expect((await refused()).code).toBe('IMPORT_INFLATES');
  });

  it('refuses an entry that declares 10 GB', async () => {
    const path = await zip('BTCUSDT-5m.zip', { 'BTCUSDT-5m.csv': table }, { forceZip64Format: true });
    const bytes = await readFile(path);
    // The 64-bit uncompressed size in the zip64 extra field (id 1, 24 bytes) of the central directory.
    const at = bytes.lastIndexOf(Buffer.from([1, 0, 24, 0])) + 4;
    bytes.writeBigUInt64LE(10n * 1024n ** 3n, at);
    await writeFile(path, bytes);
    expect(place(await refused()).slice(0, 2)).toEqual([
      'IMPORT_TOO_LARGE',
      'BTCUSDT-5m.zip › BTCUSDT-5m.csv',
    ]);
  });

  it('refuses too many entries and folders that are too deep', async () => {
    await zip('BTCUSDT.zip', Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.csv`, table])));
    expect((await refused({ limits: { entries: 10 } })).code).toBe('IMPORT_TOO_MANY_FILES');
    await put(`${'d/'.repeat(20)}BTCUSDT-5m.csv`, table);
    expect((await refused()).code).toBe('IMPORT_TOO_DEEP');
  });

  it('does not follow symbolic links, and leaves other files out with a note', async () => {
    await put('BTCUSDT-5m.csv', table);
    await put('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    await writeFile(join(folder, 'secret.csv'), table);
    await symlink(join(folder, 'secret.csv'), join(input, 'ETHUSDT-5m.csv'));
    const report = await new ImportService(store).run({ paths: [input], name: 'links', dryRun: true });
    expect(report.lanes).toHaveLength(1);
    expect(report.ignored.map(({ file }) => file).sort()).toEqual(['ETHUSDT-5m.csv', 'picture.png']);
  });

  it('writes symbols with slashes and unicode into folders that stay inside', async () => {
    await put(
      'long.csv',
      csv(`symbol,${HEADER}`, `../../币安/USDT:USDT,${bar(0)}`, `../../币安/USDT:USDT,${bar(1)}`),
    );
    await new ImportService(store).run({ paths: [input], name: 'odd' });
    const { manifest } = await store.open('odd');
    expect(manifest.symbols).toEqual(['../../币安/USDT:USDT']);
    expect(manifest.lanes[0].file).toBe('bars/binanceusdm/USDT-USDT-5m.parquet');
  });
});

describe('an import that does not come to its end', () => {
  it('leaves nothing when it is cancelled', async () => {
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(50_000)));
    const controller = new AbortController();
    const outcome = new ImportService(store).run(
      { paths: [input], name: 'x' },
      {
        signal: controller.signal,
        onProgress: ({ phase }) => {
          if (phase === 'reading') controller.abort();
        },
      },
    );
    await expect(outcome).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    expect(await readdir(join(folder, 'datasets'))).toEqual([]);
  });

  it('refuses a name that is taken before it reads anything', async () => {
    await put('BTCUSDT-5m.csv', csv(HEADER, ...bars(10)));
    await new ImportService(store).run({ paths: [input], name: 'x' });
    await expect(new ImportService(store).run({ paths: [input], name: 'x' })).rejects.toMatchObject({
      code: 'DATASET_EXISTS',
    });
  });
});
