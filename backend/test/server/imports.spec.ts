import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE } from '@hindcast/engine';
import request, { type Test } from 'supertest';
import { JsonLogger } from '../../src/config/json-logger.ts';
import { startTestServer, type TestServer } from './support/server.ts';

jest.setTimeout(60_000);

const START = Date.UTC(2024, 0, 1);
let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer({ env: { UPLOAD_MAX_GB: '1' } });
  folder = await mkdtemp(join(tmpdir(), 'hindcast-sent-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const api = () => request(server.url);

function bars(count: number, change: (line: string, i: number) => string = (line) => line): string {
  const rows = Array.from({ length: count }, (_, i) =>
    change(`${START + i * 5 * MINUTE},1,2,0.5,1.5,${i}`, i),
  );
  return ['time,open,high,low,close,volume', ...rows].join('\n');
}

interface Job {
  id: string;
  upload: string;
  state: string;
  progress: { phase: string; done: number; total: number } | null;
  report: {
    name: string;
    digest: string | null;
    rows: number;
    lanes: object[];
    files: object[];
    notes: string[];
  } | null;
  error: { code: string; message: string; place: object } | null;
}

/** A file with the folders of its name; supertest's types leave the option of its form out. */
const under = (filepath: string): { filename?: string } => ({ filepath }) as object;

async function send(...files: [name: string, content: string | Buffer][]): Promise<string> {
  let sending: Test = api().post('api/imports/uploads');
  for (const [name, content] of files) sending = sending.attach('files', Buffer.from(content), under(name));
  const answer = await sending.expect(201);
  return (answer.body as { id: string }).id;
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = (await api().get(`api/imports/${id}`).expect(200)).body as Job;
    if (job.state !== 'waiting' && job.state !== 'running') return job;
    await wait(20);
  }
}

async function importOf(asked: object): Promise<Job> {
  const begun = await api().post('api/imports').send(asked).expect(202);
  return ended((begun.body as Job).id);
}

const leftIn = (place: string): Promise<string[]> => readdir(join(server.dataDir, place)).catch(() => []);

describe('imports over REST', () => {
  it('takes files, tries them without writing, and then imports the same upload', async () => {
    const upload = await send(['BTCUSDT-5m.csv', bars(500)]);
    const dry = await importOf({ upload, dryRun: true, name: 'dry' });
    expect(dry).toMatchObject({ state: 'done', report: { name: 'dry', digest: null, rows: 500 } });
    expect(await leftIn('datasets')).toEqual([]);
    expect(dry.report?.files).toMatchObject([
      {
        kind: 'ohlcv',
        symbol: 'BTC/USDT:USDT',
        rows: 500,
        columns: [
          { title: 'time', field: 'time', format: 'ms' },
          { title: 'open', field: 'open' },
          {},
          {},
          {},
          {},
        ],
      },
    ]);

    const real = await importOf({ upload, name: 'btc', origin: 'a test', licence: 'MIT', simulated: true });
    expect(real).toMatchObject({ state: 'done', upload, report: { rows: 500 } });
    const { body } = await api().get('api/datasets/btc').expect(200);
    expect(body).toMatchObject({
      origin: 'a test',
      licence: 'MIT',
      simulated: true,
      root: 'data',
      digest: real.report?.digest,
      rows: 500,
      lanes: [{ symbol: 'BTC/USDT:USDT', timeframe: '5m', missingBars: 0 }],
      sources: [{ file: 'BTCUSDT-5m.csv', kind: 'ohlcv', rows: 500 }],
    });
    await api().delete(`api/imports/uploads/${upload}`).expect(204);
    await api().get(`api/imports/uploads/${upload}`).expect(404);
    expect(await leftIn('uploads')).toEqual([]);
  });

  it('says which file, row and column is wrong, and writes nothing', async () => {
    const upload = await send([
      'ETHUSDT.csv',
      bars(20, (line, i) => (i === 7 ? line.replace('1.5', 'oops') : line)),
    ]);
    expect(await importOf({ upload, name: 'wrong' })).toMatchObject({
      state: 'failed',
      report: null,
      error: { code: 'CSV_NOT_A_NUMBER', place: { file: 'ETHUSDT.csv', row: 9, column: 'close' } },
    });
    await api().get('api/datasets/wrong').expect(404);
    // What exists is not overwritten, and the same upload can be tried under another name.
    expect(await importOf({ upload, name: 'btc' })).toMatchObject({ state: 'failed' });
  });

  it('makes names safe, keeps folders, and keeps two files of one name', async () => {
    const { body } = await api()
      .post('api/imports/uploads')
      .attach('files', Buffer.from(bars(5)), under('../../../etc/BTCUSDT.csv'))
      .attach('files', Buffer.from(bars(5)), under('C:\\data\\.hidden\\BTCUSDT.csv'))
      .attach('files', Buffer.from(bars(5)), under('mirror/ETHUSDT/5m/ETHUSDT-5m.csv'))
      .attach('files', Buffer.from(bars(5)), under('mirror/ETHUSDT/5m/ETHUSDT-5m.csv'))
      .attach('files', Buffer.from(bars(5)), under('Größe-日本\u202e.csv'))
      .expect(201);
    expect((body as { files: { name: string }[] }).files.map(({ name }) => name)).toEqual([
      'etc/BTCUSDT.csv',
      'C_/data/hidden/BTCUSDT.csv',
      'mirror/ETHUSDT/5m/ETHUSDT-5m.csv',
      'mirror/ETHUSDT/5m/ETHUSDT-5m (2).csv',
      'Größe-日本_.csv',
    ]);
    const inside = await readdir(join(server.dataDir, 'uploads'), { recursive: true });
    expect(
      inside.filter((path) => /scratch-[^/]+\/(etc|C_|mirror|Gr)/.test(path) && path.endsWith('.csv')),
    ).toHaveLength(5);
    await api()
      .delete(`api/imports/uploads/${(body as { id: string }).id}`)
      .expect(204);
  });

  it('adds files to an upload, and imports them together', async () => {
    const half = bars(100).split('\n');
    const id = await send(['mirror/BTCUSDT-a.csv', half.slice(0, 51).join('\n')]);
    const { body } = await api()
      .post(`api/imports/uploads/${id}/files`)
      .attach('files', Buffer.from([half[0], ...half.slice(51)].join('\n')), under('mirror/BTCUSDT-b.csv'))
      .expect(201);
    expect((body as { files: object[] }).files).toHaveLength(2);
    // The dataset is called like the folder that was dropped.
    expect(await importOf({ upload: id })).toMatchObject({
      state: 'done',
      report: { name: 'mirror', rows: 100 },
    });
  });

  it('shows the beginning of each file and takes columns as it is told', async () => {
    const table = bars(50).replace(
      'time,open,high,low,close,volume',
      'Datum;Erster;Hoch;Tief;Schluss;Stücke',
    );
    const text = table
      .split('\n')
      .map((line, i) => (i === 0 ? line : line.replaceAll(',', ';')))
      .join('\n');
    const upload = await send(['SOLUSDT.csv', text], ['BTCUSDT.csv', bars(50)]);
    const before = await api().post(`api/imports/uploads/${upload}/tables`).send({}).expect(200);
    expect(before.body).toMatchObject({
      more: 0,
      tables: [
        { file: 'BTCUSDT.csv', understood: [{ kind: 'ohlcv', timeframe: '5m' }], problem: null },
        {
          file: 'SOLUSDT.csv',
          titles: ['Datum', 'Erster', 'Hoch', 'Tief', 'Schluss', 'Stücke'],
          understood: [],
          problem: { code: 'IMPORT_NOT_RECOGNISED' },
        },
      ],
    });
    const columns = [
      { field: 'time', column: 'Datum' },
      { field: 'open', column: 'Erster' },
      { field: 'high', column: '3' },
      { field: 'low', column: 'tief' },
      { field: 'close', column: 'Schluss' },
      { field: 'volume', column: 'Stücke', scale: 1000 },
    ];
    const after = await api().post(`api/imports/uploads/${upload}/tables`).send({ columns }).expect(200);
    expect(after.body).toMatchObject({
      tables: [{}, { understood: [{ kind: 'ohlcv', symbol: 'SOL/USDT:USDT' }] }],
    });
    const job = await importOf({ upload, name: 'told', columns });
    expect(job).toMatchObject({ state: 'done', report: { rows: 100 } });
    const { text: csv } = await api().get('api/bars?dataset=told&tf=5m&symbol=SOL/USDT:USDT&limit=3');
    expect(csv).toContain('2000');
    expect(
      await importOf({ upload, name: 'typo', columns: [{ field: 'close', column: 'Schlus' }] }),
    ).toMatchObject({
      state: 'failed',
      error: { code: 'IMPORT_COLUMN_UNKNOWN' },
    });
    await api()
      .post('api/imports')
      .send({ upload, columns: [{ field: 'closing', column: 'x' }] })
      .expect(400);
  });

  it('joins files by a recipe that comes with the request', async () => {
    const upload = await send(
      ['prices.csv', bars(20)],
      ['oi.csv', `t,oi\n${START + 5 * MINUTE},7\n${START + 10 * MINUTE},8`],
    );
    const recipe = [
      'recipe: 1',
      'name: joined',
      'origin: a test',
      'licence: MIT',
      'lanes:',
      '  - venue: bybit',
      '    symbol: BTC/USDT:USDT',
      '    timeframe: 5m',
      '    bars: [{ file: prices.csv }]',
      '    series: [{ file: oi.csv, time: t, interval: 5m, columns: { openInterest: oi } }]',
    ].join('\n');
    expect(await importOf({ upload, recipe })).toMatchObject({
      state: 'done',
      report: { name: 'joined', lanes: [{ venue: 'bybit', coverage: { openInterest: 5 } }] },
    });
  });

  it('takes nothing from the server’s own disk', async () => {
    const path = join(folder, 'BTCUSDT.csv');
    await writeFile(path, bars(10));
    for (const asked of [{ paths: [path] }, { path }, { upload: path }, {}]) {
      const { body } = await api().post('api/imports').send(asked).expect(400);
      expect(body).toMatchObject({ code: 'REQUEST_INVALID' });
    }
    const upload = await send(['BTCUSDT.csv', bars(10)]);
    const recipe = `recipe: 1\nname: out\norigin: x\nlicence: x\nlanes: [{venue: bybit, symbol: A/B:B, timeframe: 5m, bars: [{file: "${path}"}]}]`;
    expect(await importOf({ upload, recipe })).toMatchObject({
      state: 'failed',
      error: { code: 'RECIPE_PATH' },
    });
  });

  it('refuses what is no form, holds no file, or belongs to nobody', async () => {
    await api().post('api/imports/uploads').send({ files: [] }).expect(400);
    await api().post('api/imports/uploads').attach('other', Buffer.from('x'), 'x.csv').expect(400);
    await api().post('api/imports/uploads').field('files', 'no file').expect(400);
    await api()
      .post('api/imports/uploads/8e2a2c5e-0000-4000-8000-000000000000/files')
      .attach('files', Buffer.from('x'), 'x')
      .expect(404);
    await api().post('api/imports').send({ upload: '8e2a2c5e-0000-4000-8000-000000000000' }).expect(404);
    await api().get('api/imports/8e2a2c5e-0000-4000-8000-000000000000').expect(404);
    await api().get('api/imports/not-an-id').expect(400);
  });

  it('streams large files: memory stays flat, and what is cut off or too large leaves nothing behind', async () => {
    const before = await leftIn('uploads');
    const form = multipart(300 * 1024 ** 2);
    const start = process.memoryUsage().rss;
    let peak = start;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const { status, body } = await post(form);
    clearInterval(watch);
    expect(status).toBe(201);
    expect((body as { bytes: number }).bytes).toBe(300 * 1024 ** 2);
    expect((peak - start) / 1024 ** 2).toBeLessThan(150);
    await api()
      .delete(`api/imports/uploads/${(body as { id: string }).id}`)
      .expect(204);

    const tooMuch = await post(multipart(1024 ** 3 + 1024 ** 2));
    expect(tooMuch).toMatchObject({ status: 413, body: { code: 'UPLOAD_TOO_LARGE' } });
    const faults = jest.spyOn(JsonLogger.prototype, 'error');
    await post(multipart(10 * 1024 ** 2), 1024 ** 2).catch(() => undefined);
    for (let tries = 0; (await leftIn('uploads')).length > before.length && tries < 100; tries++)
      await wait(20);
    expect(await leftIn('uploads')).toEqual(before);
    // A caller that hangs up is no fault of the server.
    expect(faults).not.toHaveBeenCalled();
    faults.mockRestore();
  });

  it('tells how far it is, and leaves nothing of what is cancelled', async () => {
    const upload = await send(['BTCUSDT.csv', bars(400_000)]);
    const { body } = await api().post('api/imports').send({ upload, name: 'stopped' }).expect(202);
    const { id } = body as Job;
    const seen = new Set<string>();
    for (;;) {
      const job = (await api().get(`api/imports/${id}`)).body as Job;
      if (job.progress) seen.add(job.progress.phase);
      if (job.progress?.phase === 'reading' && job.progress.done > 0) break;
      await wait(2);
    }
    const { body: stopped } = await api().delete(`api/imports/${id}`).expect(200);
    expect(stopped).toMatchObject({ state: 'cancelled', report: null, error: { code: 'IMPORT_CANCELLED' } });
    expect([...seen]).toContain('reading');
    expect(await leftIn('datasets')).not.toContain('stopped');
    expect((await leftIn('datasets')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(((await api().get('api/imports')).body as Job[])[0].id).toBe(id);
  });

  it('is not open to other pages', async () => {
    await api()
      .post('api/imports/uploads')
      .set('Origin', 'http://evil.example')
      .attach('files', Buffer.from('x'), 'x.csv')
      .expect(403);
    await api().post('api/imports').set('Origin', 'http://evil.example').send({}).expect(403);
  });
});

it('a server that was killed leaves no upload behind: the next one sweeps it', async () => {
  const left = join(server.dataDir, 'uploads', '.scratch-00000000-1-abc');
  await mkdir(left, { recursive: true });
  await utimes(left, new Date(1000), new Date(1000));
  await send(['BTCUSDT.csv', bars(5)]);
  expect(await leftIn('uploads')).not.toContain('.scratch-00000000-1-abc');
});

describe('datasets over REST', () => {
  it('exports an archive that imports again as the same data, and CSV that holds the same bars', async () => {
    const { body: first } = await api().get('api/datasets/btc');
    const exported = await download('api/datasets/btc/export');
    const again = await importOf({ upload: await send(['btc-parquet.zip', exported]), name: 'btc-again' });
    expect(again).toMatchObject({ state: 'done', report: { digest: (first as { digest: string }).digest } });
    const csv = await download('api/datasets/btc/export?format=csv');
    expect(await importOf({ upload: await send(['btc.zip', csv]), name: 'btc-csv' })).toMatchObject({
      state: 'done',
      report: { digest: (first as { digest: string }).digest },
    });
    await api().get('api/datasets/btc/export?format=xlsx').expect(400);
    await api().get('api/datasets/nothing/export').expect(404);
    exported[exported.length >> 1] ^= 1;
    expect(await importOf({ upload: await send(['btc.zip', exported]), name: 'broken' })).toMatchObject({
      state: 'failed',
    });
    await api().get('api/datasets/broken').expect(404);
  });

  it('verifies with progress and names the file that was changed', async () => {
    expect((await api().get('api/datasets/btc/verification').expect(200)).body).toMatchObject({
      state: 'none',
    });
    await api().post('api/datasets/btc-csv/verification').expect(202);
    expect(await checked('btc-csv', 'verification')).toMatchObject({ state: 'done', report: { ok: true } });
    const file = join(server.dataDir, 'datasets/btc-csv/bars/binanceusdm/BTC-USDT-USDT-5m.parquet');
    const bytes = await readFile(file);
    bytes[200] ^= 1;
    await writeFile(file, bytes);
    await api().post('api/datasets/btc-csv/verification').expect(202);
    expect(await checked('btc-csv', 'verification')).toMatchObject({
      report: {
        ok: false,
        files: [{ file: 'bars/binanceusdm/BTC-USDT-USDT-5m.parquet', ok: false }, { ok: true }],
      },
    });
    await api().get('api/datasets/btc-csv/export').expect(400);
    await api().delete('api/datasets/btc-csv').expect(204);
    await api().get('api/datasets/btc-csv').expect(404);
    await api().delete('api/datasets/btc-csv').expect(404);
  });

  it('says what is doubtful, where and why', async () => {
    const holed = bars(400, (line, i) => (i === 200 ? line.replace('1,2,0.5,1.5', '1,0.9,0.5,1.5') : line));
    const text = holed
      .split('\n')
      .filter((_, i) => i < 101 || i > 112)
      .join('\n');
    await importOf({ upload: await send(['BTCUSDT.csv', text]), name: 'doubtful' });
    expect((await api().get('api/datasets/doubtful/quality')).body).toMatchObject({
      state: 'none',
      report: null,
    });
    await api().post('api/datasets/doubtful/quality').expect(202);
    const { report } = (await checked('doubtful', 'quality')) as { report: Report };
    expect(report.ok).toBe(false);
    expect(report.lanes[0].findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'gap', count: 1, severity: 'suspect' }),
        expect.objectContaining({ kind: 'ohlc', count: 1, severity: 'bad' }),
      ]),
    );
    const { from, bucket, lanes } = report.map;
    const cell = Math.floor((START + 200 * 5 * MINUTE - from) / bucket);
    expect(lanes[0].bad[cell]).toBeGreaterThan(0);
    expect(lanes[0].bad.filter((share) => share > 0)).toHaveLength(1);
    expect(lanes[0].share.some((share) => share !== null && share < 1)).toBe(true);
    const { body: coverage } = await api().get('api/datasets/doubtful/coverage').expect(200);
    expect(coverage).toMatchObject({ from, bucket, lanes: [{ share: lanes[0].share }] });

    const lane = 'venue=binanceusdm&symbol=BTC/USDT:USDT&tf=5m';
    const stretch = `from=${from + cell * bucket}&to=${from + (cell + 1) * bucket}`;
    const { body: why } = await api()
      .get(`api/datasets/doubtful/coverage/stretch?${lane}&${stretch}`)
      .expect(200);
    expect(why).toMatchObject([
      {
        kind: 'ohlc',
        places: [{ from: START + 200 * 5 * MINUTE, detail: 'open 1, high 0.9, low 0.5, close 1.5' }],
      },
      {},
      {},
    ]);
    await api().get(`api/datasets/doubtful/coverage/stretch?${lane}&from=x&to=1`).expect(400);
    await api().get('api/datasets/demo/coverage/stretch?venue=x&symbol=y&tf=5m&from=0&to=1').expect(404);
  });

  it('shows folders that cannot be used, and keeps shipped datasets', async () => {
    await writeFile(join(server.dataDir, 'datasets/doubtful/manifest.json'), '{"schemaVersion": 1}');
    expect((await api().get('api/datasets/-/broken').expect(200)).body).toMatchObject([
      { name: 'doubtful', problem: { code: expect.stringMatching(/MANIFEST/) as unknown } },
    ]);
    await api().delete('api/datasets/doubtful').expect(204);
    await api().delete('api/datasets/demo').expect(400);
    expect((await api().get('api/datasets/demo')).body).toMatchObject({ root: 'shipped', simulated: true });
  });
});

interface Report {
  ok: boolean;
  lanes: { findings: object[] }[];
  map: { from: number; bucket: number; lanes: { share: (number | null)[]; bad: number[] }[] };
}

async function checked(name: string, what: 'verification' | 'quality'): Promise<object> {
  for (;;) {
    const { body } = await api().get(`api/datasets/${name}/${what}`).expect(200);
    if (!['waiting', 'running'].includes((body as { state: string }).state)) return body as object;
    await wait(20);
  }
}

async function download(path: string): Promise<Buffer> {
  const answer = await fetch(server.url + path);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  return Buffer.from(await answer.arrayBuffer());
}

const BOUNDARY = 'x-hindcast-boundary';

/** A form with one file of so many bytes, made while it is sent. */
function multipart(bytes: number): Readable {
  return Readable.from(
    (function* () {
      yield `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="BTCUSDT.csv"\r\n\r\n`;
      const piece = Buffer.alloc(1024 ** 2, '1,2,3,4,5\n');
      for (let left = bytes; left > 0; left -= piece.length)
        yield piece.subarray(0, Math.min(left, piece.length));
      yield `\r\n--${BOUNDARY}--\r\n`;
    })(),
  );
}

/** Sends a form; `cutAt`: hangs up after so many bytes. */
function post(form: Readable, cutAt = Infinity): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
    const sending = httpRequest(`${server.url}api/imports/uploads`, { method: 'POST', headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as unknown }));
    });
    sending.on('error', reject);
    let sent = 0;
    form.on('data', (chunk: Buffer | string) => {
      sent += chunk.length;
      if (sent > cutAt) {
        form.destroy();
        sending.destroy();
      }
    });
    form.pipe(sending);
  });
}
