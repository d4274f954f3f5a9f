// How fast the replay page is: drives Chromium over a recording of 1 M bars x 3 symbols and prints a table.
// Needs the built product (npm run build). Run: npm run bench:ui [-- --json] [-- --rows 1000000] [-- --minutes 1]
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { ensureRecording } from './recording.mjs';
import { ROWS_OF } from './rows.mjs';
import { asTable } from './table.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROBE = fileURLToPath(new URL('page-probe.js', import.meta.url));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '1' },
    only: { type: 'string' },
    dir: { type: 'string', default: join(tmpdir(), 'hindcast-bench-ui') },
  },
});

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startProduct(dataDir) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(ROOT, 'backend/bin/hindcast.mjs'), 'start'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 200; tries++) {
    const up = await fetch(`${url}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return { url, stop: () => child.kill('SIGTERM') };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error('The server did not come up. Is it built? npm run build');
}

const dataDir = join(values.dir, values.rows);
mkdirSync(dataDir, { recursive: true });
await ensureRecording(dataDir, Number(values.rows));
const product = await startProduct(dataDir);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--enable-precise-memory-info',
  ],
});
try {
  const rows = [];
  for (const [name, run] of Object.entries(ROWS_OF)) {
    if (values.only && !name.startsWith(values.only)) continue;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript({ path: PROBE });
    const load = loadavg()[0];
    for (const row of await run({ page, url: product.url, minutes: Number(values.minutes) })) {
      rows.push({ ...row, load });
      if (!values.json) console.error(asTable([rows.at(-1)], false));
    }
    await context.close();
  }
  console.log(values.json ? JSON.stringify({ rows }, null, 1) : asTable(rows, true));
  process.exitCode = rows.every((row) => row.ok) ? 0 : 1;
} finally {
  await browser.close();
  product.stop();
}
