import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR, MINUTE, type LaneKey, type Tape } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { ImportService, parseColumnMap, type ImportHints } from '../../src/ingestion/import/index.ts';
import { runHindcast } from './cli-runner.ts';

jest.setTimeout(60_000);

const START = Date.UTC(2024, 2, 1);
const LANE: LaneKey = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };

let folder: string;
let store: DatasetStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-map-'));
  store = new DatasetStore({ data: join(folder, 'data/datasets'), cache: join(folder, 'data/cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const table = (head: string, row: (i: number) => string): string =>
  [...(head ? [head] : []), ...Array.from({ length: 20 }, (_, i) => row(i))].join('\n');

async function imported(text: string, hints: ImportHints, name = 'mapped'): Promise<Tape> {
  const path = join(folder, 'BTCUSDT.csv');
  await writeFile(path, text);
  await new ImportService(store).run({ paths: [path], name, hints });
  return store.openTape(await store.open(name), LANE);
}

const at = (i: number): number => START + i * 5 * MINUTE;

describe('columns that are said', () => {
  it('are taken by title, by number and scaled, and take the place of others of that name', async () => {
    // "close" in this file is something else; the price is under "Px".
    const text = table('when;o;h;l;close;Px;Vol', (i) => `${at(i)};1;9;1;777;${2 + i};3`);
    const tape = await imported(text, { columns: parseColumnMap('time=when, close=px, volume=7*1000') });
    expect(tape.columns.close[4]).toBe(6);
    expect(tape.columns.volume[0]).toBe(3000);
  });

  it('make sense of a table without a header', async () => {
    const text = table('', (i) => `x,${at(i)},5,9,1,${2 + i},0.5`);
    const tape = await imported(text, {
      columns: parseColumnMap('time=2,open=3,high=4,low=5,close=6,fundingRate=7'),
    });
    expect([tape.columns.close[3], tape.columns.high[0], tape.rows]).toEqual([5, 9, 20]);
  });

  it('are refused when no file has them, or the words make no sense', async () => {
    const text = table('time,open,high,low,close', (i) => `${at(i)},1,2,1,1`);
    await expect(imported(text, { columns: parseColumnMap('volume=Vol') })).rejects.toMatchObject({
      code: 'IMPORT_COLUMN_UNKNOWN',
      message: expect.stringContaining('"Vol"') as unknown,
    });
    expect(() => parseColumnMap('closing=x')).toThrow(/does not say/);
    expect(() => parseColumnMap('close')).toThrow(/does not say/);
  });
});

describe('times that are said', () => {
  const pad = (n: number): string => String(n).padStart(2, '0');
  const minute = (i: number): string => `${pad(Math.trunc((i * 5) / 60))}:${pad((i * 5) % 60)}`;
  const cases: [string, string, ImportHints][] = [
    ['the day first, between dots, by itself', '01.03.2024 ', {}],
    ['the day first, between slashes', '1/3/2024 ', { timeFormat: 'dmy' }],
    ['the month first, between slashes', '03/01/2024, ', { timeFormat: 'mdy' }],
    ['the year first all the same', '2024-03-01 ', { timeFormat: 'dmy' }],
  ];
  it.each(cases)('read %s', async (_what, day, hints) => {
    const quote = day.includes(',') ? '"' : '';
    const text = table('time,open,high,low,close', (i) => `${quote}${day}${minute(i)}${quote},1,2,1,${i}`);
    const tape = await imported(text, hints);
    expect(tape.columns.close[tape.rowOpeningAt(at(7))]).toBe(7);
    expect(tape.rows).toBe(20);
  });

  it('know the halves of a day, and days that do not exist', async () => {
    const halves = ['12:00 AM', '12:05 AM', '12:10 AM', '12:15 AM'];
    const noon = ['12:00 PM', '12:05 PM', '1:00 PM'];
    const text = (rows: string[]): string =>
      ['time,open,high,low,close', ...rows.map((time, i) => `03/01/2024 ${time},1,2,1,${i}`)].join('\n');
    const tape = await imported(text([...halves, ...noon]), { timeFormat: 'mdy' });
    expect(tape.openTime[0]).toBe(START);
    expect(tape.columns.close[tape.rowOpeningAt(START + 13 * HOUR)]).toBe(6);
    await expect(
      imported(text(['12:00 AM', '12:05 AM', '12:10 AM', '13:00 PM']), { timeFormat: 'mdy' }, 'b'),
    ).rejects.toMatchObject({
      code: 'CSV_NOT_A_TIME',
      place: { row: 5 },
    });
    await expect(
      imported('time,open,high,low,close\n30.02.2024 00:00,1,2,1,1\n30.02.2024 00:05,1,2,1,1', {}, 'c'),
    ).rejects.toMatchObject({ code: expect.any(String) as unknown });
  });

  it('of the close are moved to the open', async () => {
    const tape = await imported(
      table('time,open,high,low,close', (i) => `${at(i + 1)},1,2,1,${i}`),
      { stamp: 'close' },
    );
    expect([tape.openTime[0], tape.columns.close[3]]).toEqual([START, 3]);
  });
});

it('is all there on the command line', async () => {
  const path = join(folder, 'BTCUSDT.csv');
  await writeFile(
    path,
    table(
      'Datum;Eins;Zwei;Drei;Vier',
      (i) =>
        `01/03/2024 ${`0${Math.trunc((i + 1) / 12)}`}:${String(((i + 1) * 5) % 60).padStart(2, '0')};1;2;1;${i}`,
    ),
  );
  const { code, out } = await runHindcast(
    join(folder, 'data'),
    ...['import', path, '--name', 'cli', '--simulated', '--json', '--time-format', 'dmy', '--stamp', 'close'],
    ...['--map', 'time=Datum,open=Eins,high=Zwei,low=Drei,close=Vier'],
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    rows: 20,
    lanes: [{ range: { from: START, to: at(20) } }],
    files: [
      {
        columns: [
          { title: 'Datum', field: 'time', format: 'dmy' },
          { title: 'Eins', field: 'open' },
          {},
          {},
          {},
        ],
      },
    ],
  });
  expect((await store.open('cli')).manifest.simulated).toBe(true);
});
