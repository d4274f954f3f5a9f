import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from './support/client.ts';

const BACKEND = fileURLToPath(new URL('../..', import.meta.url));
const RUN = "import('./src/cli/main.ts').then(({ main }) => main())";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `hindcast start` as a process of its own, from the sources. */
function start(env: NodeJS.ProcessEnv): { child: ChildProcess; url: Promise<string>; ended: Promise<Ended> } {
  const args = [
    '--conditions=hindcast-source',
    '--import',
    '@swc-node/register/esm-register',
    '-e',
    RUN,
    '--',
    'hindcast',
    'start',
  ];
  const child = spawn(process.execPath, args, {
    cwd: BACKEND,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  let [stdout, stderr] = ['', ''];
  let ready: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => (ready = resolve));
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    const line = /^(http\S+)\n/.exec(stdout);
    if (line) ready(line[1]);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, url, ended };
}

describe('hindcast start', () => {
  const cleanUp: (() => unknown)[] = [];
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindcast-start-'));
    cleanUp.push(() => rm(dataDir, { recursive: true }));
  });
  afterEach(async () => {
    for (const clean of cleanUp.splice(0).reverse()) await clean();
  });

  it('prints its address, answers, and ends cleanly when told to, sockets open or not', async () => {
    const { child, url, ended } = start({ DATA_DIR: dataDir, PORT: '0' });
    cleanUp.push(() => child.kill('SIGKILL'));
    const address = await Promise.race([url, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(new URL('/api/health', address))).status).toBe(200);
    const client = await Client.connect(address);
    cleanUp.push(() => client.close());
    const asked = performance.now();
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout, stderr: stderr.replace(/^.*Warning.*\n|^\(Use.*\n/gm, '') }).toEqual({
      code: 0,
      stdout: `${address}\n`,
      stderr: '',
    });
    expect(performance.now() - asked).toBeLessThan(5_000);
  }, 60_000);

  it('says in one sentence that its port is taken, and exits 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    cleanUp.push(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { ended } = start({ DATA_DIR: dataDir, PORT: String(port) });
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken by another program.`);
  }, 60_000);

  it('names a wrong variable, and exits 2', async () => {
    const { code, stderr } = await start({ PORT: 'http' }).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('PORT is "http": it must be a whole number from 0 to 65535.');
  }, 60_000);
});
