import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addressOf, urlOf } from '../support/address.mjs';
import { closingLine, jestCounts, nodeTestCounts, playwrightCounts } from '../support/counts.mjs';
import { satisfies } from '../support/install.mjs';
import { isAtLeast, oldestNode } from '../support/node-version.mjs';
import { ROOT } from '../support/paths.mjs';
import { run } from '../support/run.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'hindcast-launcher-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** What a person sees of `npm start` with this environment. @param {NodeJS.ProcessEnv} env */
function start(env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, DATA_DIR: scratch, ...env },
  });
  return { status, stdout, stderr };
}

test('Node versions are compared by number, not by text', () => {
  assert.equal(isAtLeast('20.19.0', '20.19.0'), true);
  assert.equal(isAtLeast('20.9.9', '20.19.0'), false);
  assert.equal(isAtLeast('20.20.2', '20.19.0'), true);
  assert.equal(isAtLeast('9.99.99', '20.19.0'), false);
  assert.equal(isAtLeast('24.0.0', '20.19.0'), true);
});

test('an old Node gets one sentence that names both versions', () => {
  const script = `
    import { refuseOldNode } from ${JSON.stringify(join(ROOT, 'scripts/support/node-version.mjs'))};
    refuseOldNode('18.20.4');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.equal(
    stderr,
    `Hindcast needs Node ${oldestNode()} or newer, and this is Node 18.20.4: see https://nodejs.org.\n`,
  );
});

test('a taken port is one sentence, before anything is installed or built', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const { status, stdout, stderr } = start({ PORT: String(port) });
  server.close();
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(
    stderr,
    new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken: .* PORT=${port + 1} npm start\\.\\n$`),
  );
});

test('a port that is no port, and a host that is not ours, are one sentence', () => {
  const port = start({ PORT: 'http' });
  assert.equal(port.status, 1);
  assert.equal(port.stderr, 'PORT is "http": it must be a whole number from 1 to 65535.\n');
  const host = start({ HOST: '192.0.2.1', PORT: '49152' });
  assert.equal(host.status, 1);
  assert.match(host.stderr, /^Nobody can listen on 192\.0\.2\.1:49152 \(EADDRNOTAVAIL\).*\n$/);
});

test('the address is loopback unless HOST says otherwise, and the URL is one a browser can open', () => {
  assert.deepEqual(addressOf({}), { host: '127.0.0.1', port: 4747 });
  assert.equal(urlOf({ host: '0.0.0.0', port: 80 }), 'http://127.0.0.1:80/');
  assert.equal(urlOf({ host: '::1', port: 80 }), 'http://[::1]:80/');
  assert.equal(urlOf({ host: 'desk.local', port: 80 }), 'http://desk.local:80/');
});

test('an installation is whole when every package that is not optional has its locked version', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-windows': { version: '1.0.0', optional: true },
    'node_modules/@hindcast/engine': { link: true },
  };
  assert.equal(satisfies(wanted, { 'node_modules/a': { version: '1.0.0' } }), true);
  assert.equal(satisfies(wanted, { 'node_modules/a': { version: '1.0.1' } }), false);
  assert.equal(satisfies(wanted, {}), false);
});

test('the lock file names every package of every platform, so that npm ci works on each', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  assert.deepEqual(missing, []);
});

test('a command leaves all it printed in its log, and its exit code', async () => {
  const log = join(scratch, 'deep', 'run.log');
  /** @type {string[]} */
  const seen = [];
  const script = "console.log('out'); console.error('err'); process.exit(3)";
  const { code, lines } = await run(process.execPath, ['-e', script], {
    log,
    onLine: (line) => seen.push(line),
  });
  assert.equal(code, 3);
  assert.deepEqual([...lines].sort(), ['err', 'out']);
  assert.deepEqual(seen, lines);
  assert.match(readFileSync(log, 'utf8'), /^\$ .*\n/);
  assert.equal((await run('no-such-command-here', [], { log })).code, 127);
});

test('counts are read from each runner, and what could not run has failed', () => {
  const write = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    const file = join(scratch, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const jest = write('jest.json', {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 1,
  });
  assert.deepEqual(jestCounts(jest), { passed: 5, failed: 2, skipped: 2 });
  const playwright = write('playwright.json', {
    stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 0 },
    errors: [{ message: 'the server did not start' }],
  });
  assert.deepEqual(playwrightCounts(playwright), { passed: 7, failed: 3, skipped: 0 });
  const spec = ['✔ x (1ms)', 'ℹ tests 6', 'ℹ pass 3', 'ℹ fail 1', 'ℹ cancelled 1', 'ℹ skipped 1', 'ℹ todo 0'];
  assert.deepEqual(nodeTestCounts(spec), { passed: 3, failed: 2, skipped: 1 });
});

test('the closing line has the form that CI reads', () => {
  assert.equal(closingLine({ passed: 12, failed: 0, skipped: 0 }), '12 passed, 0 failed');
  assert.equal(closingLine({ passed: 12, failed: 1, skipped: 2 }), '12 passed, 1 failed, 2 skipped');
});
