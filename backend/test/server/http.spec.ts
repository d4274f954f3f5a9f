import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HindcastError } from '@hindcast/engine';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { startTestServer, type TestServer } from './support/server.ts';

const INDEX = '<!doctype html><title>Hindcast</title><script>boot();</script>';

async function writeUi(root: string): Promise<void> {
  await mkdir(join(root, '_app', 'immutable'), { recursive: true });
  await writeFile(join(root, 'index.html'), INDEX);
  await writeFile(join(root, '_app', 'immutable', 'a.js'), 'export {};');
}

/** A request with headers that fetch() does not let one set. */
function statusWith(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers, method }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the server over HTTP', () => {
  let server: TestServer;
  const get = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init);

  beforeAll(async () => {
    let uiRoot = '';
    server = await startTestServer({
      get uiRoot() {
        return uiRoot;
      },
      prepare: async (dataDir) => {
        uiRoot = join(dataDir, 'ui');
        await writeUi(uiRoot);
      },
    });
  });
  afterAll(() => server.stop());

  it('is well, and says so', async () => {
    const answer = await get('/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, dataDir: { status: 'up' } },
    });
  });

  it('keeps its database in DATA_DIR, migrated and in WAL mode', async () => {
    const file = join(server.dataDir, 'hindcast.sqlite');
    expect(existsSync(file)).toBe(true);
    const looker = await new DataSource({ type: 'sqlite', database: file }).initialize();
    const tables = await looker.query<{ name: string }[]>(
      "select name from sqlite_master where type = 'table'",
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bars', 'signals', 'alerts', 'runs', 'settings']),
    );
    expect(await looker.query('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await looker.destroy();
  });

  it('serves the UI: its start page, also for deep links, and its files', async () => {
    for (const path of ['/', '/replay?symbol=BTC/USDT:USDT', '/data/imports']) {
      const answer = await get(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, INDEX]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
    const asset = await get('/_app/immutable/a.js');
    expect(asset.status).toBe(200);
    expect(asset.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['/_app/immutable/missing.js', '/api/missing', '/favicon.missing.png'])(
    'answers 404 for %s, which is not there',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND', action: expect.any(String) });
    },
  );

  it('allows the inline script of its own page and no other', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/]+=*';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect((await get('/')).headers.get('x-powered-by')).toBeNull();
  });

  it('refuses a name that is not of this machine, and orders from foreign pages', async () => {
    const health = new URL('/api/health', server.url).href;
    const settings = new URL('/api/settings', server.url).href;
    expect(await statusWith(health, { host: 'evil.example' })).toBe(403);
    expect(await statusWith(health, { host: 'localhost:1' })).toBe(200);
    expect(await statusWith(settings, { origin: 'http://evil.example' }, 'PATCH')).toBe(403);
  });

  it('answers an unreadable body and a body that is too large without words of ours', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await get('/api/settings', { method: 'PATCH', headers, body: '{' });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ code: 'REQUEST_INVALID', place: {} });
    const body = JSON.stringify({ toastTier: 'x'.repeat(3_000_000) });
    const large = await get('/api/settings', { method: 'PATCH', headers, body });
    expect([large.status, await large.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'REQUEST_TOO_LARGE' }),
    ]);
  });

  it('gives every answer a request id, the own one of a proxy when it is sane', async () => {
    const given = await get('/api/missing', { headers: { 'x-request-id': 'abc-1' } });
    expect(await given.json()).toMatchObject({ requestId: 'abc-1' });
    const forged = await get('/api/missing', { headers: { 'x-request-id': 'abc"{}' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  describe('settings', () => {
    const patch = (change: unknown) =>
      get('/api/settings', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change),
      });

    it('have defaults, and keep what is changed', async () => {
      expect(await (await get('/api/settings')).json()).toMatchObject({ toastTier: 2, replaySpeed: 10 });
      expect((await patch({ replaySpeed: 25 })).status).toBe(200);
      const settings = await (await get('/api/settings')).json();
      expect(settings).toMatchObject({ toastTier: 2, replaySpeed: 25 });
    });

    it.each([
      [{ replaySpeed: 'fast' }, 'replaySpeed', /replaySpeed must/],
      [{ toastTier: 7 }, 'toastTier', /toastTier must not be greater than 6/],
      [{ colour: 'red' }, 'colour', /property colour should not exist/],
    ])('refuse %j by the name of the field', async (change, field, message) => {
      const answer = await patch(change);
      expect(answer.status).toBe(400);
      const problem = (await answer.json()) as { code: string; message: string; place: { field: string } };
      expect(problem).toMatchObject({ code: 'REQUEST_INVALID', place: { field } });
      expect(problem.message).toMatch(message);
    });
  });

  it('describes itself', async () => {
    const document = (await (await get('/api/docs/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/health', '/api/settings']));
    expect((await get('/api/docs')).status).toBe(200);
  });

  it('says in one sentence that its port is taken', async () => {
    const port = new URL(server.url).port;
    const second = startTestServer({ env: { PORT: port } });
    await expect(second).rejects.toBeInstanceOf(HindcastError);
    await expect(second).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${port} on 127.0.0.1 is taken by another program.`,
    });
  });

  it('says plainly that its database is none', async () => {
    const broken = startTestServer({
      prepare: (dataDir) =>
        writeFile(join(dataDir, 'hindcast.sqlite'), 'this is no database, whatever its name'),
    });
    await expect(broken).rejects.toMatchObject({
      code: 'DATABASE_UNUSABLE',
      message: expect.stringContaining('hindcast.sqlite cannot be used: SQLITE_NOTADB'),
    });
  });

  it('refuses a Postgres address plainly, without quoting it', async () => {
    const refused = startTestServer({ env: { DB_URL: 'postgres://me:secret@host/db' } });
    await expect(refused).rejects.toMatchObject({ code: 'DB_DRIVER_MISSING' });
  });
});
