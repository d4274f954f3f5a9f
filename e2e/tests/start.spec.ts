import { expect, test } from '@playwright/test';
import { createServer } from 'node:net';
import { freePort, npmStart, scratchFolder } from '../support/launch.ts';

test.describe('npm start, with everything built', () => {
  test('is up within seconds, ends with one URL, and Ctrl-C ends it cleanly', async ({ request }) => {
    const port = String(await freePort());
    const began = Date.now();
    const started = npmStart({ PORT: port, HOST: '', DATA_DIR: scratchFolder() });
    const output = await started.until(/http:\/\/\S+\s*$/);
    expect(Date.now() - began).toBeLessThan(15_000);

    const urls = output.match(/http:\/\/\S+/g);
    expect(urls).toEqual([`http://127.0.0.1:${port}/`]);
    expect(output).not.toContain('Installing');
    expect(output).not.toContain('Building');

    const page = await request.get(urls![0]);
    expect(page.ok()).toBe(true);
    expect(page.headers()['content-type']).toContain('text/html');

    started.interrupt();
    expect(await started.ended).toBe(0);
    await expect(request.get(urls![0])).rejects.toThrow(/ECONNREFUSED/);
  });

  test('says in one sentence that the port is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    const started = npmStart({ PORT: String(port), DATA_DIR: scratchFolder() });
    expect(await started.ended).toBe(1);
    other.close();
    expect(started.output().trim().split('\n')).toHaveLength(1);
    expect(started.output()).toContain(`Port ${port} on 127.0.0.1 is taken`);
  });

  test('a server that cannot come up is one sentence and the place of its log', async () => {
    const port = String(await freePort());
    const folder = scratchFolder();
    const started = npmStart({ PORT: port, DATA_DIR: folder, SYMBOLS: 'bitcoin' });
    expect(await started.ended).not.toBe(0);
    expect(started.output()).toContain('SYMBOLS is "bitcoin"');
    expect(started.output()).toContain(`${folder}/logs/server.log`);
    expect(started.output()).not.toContain('    at ');
  });
});
