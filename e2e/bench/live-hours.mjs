// The live page left open, hours of a market in minutes: the page's heap after a collection, its nodes and its listeners at every
// part of the way. Needs the built product (npm run build).
// Run: node e2e/bench/live-hours.mjs [--hours 8] [--speed 300] [--json]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { asTable } from './table.mjs';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    speed: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});
const PARTS = 8;
const HOUR = 3_600_000;
/** From the middle to the end, after everything has been seen once; the list of events is full by then. */
const GROWTH_MB = 2;

/** The built server on the demo, played so fast. */
async function startDemo(folder) {
  const bin = fileURLToPath(new URL('../../backend/bin/hindcast.mjs', import.meta.url));
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: '0',
    LIVE_SPEED: values.speed,
    LIVE_HISTORY_DAYS: '2',
  };
  const child = spawn(process.execPath, [bin, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      const found = /http:\/\/\S+/.exec((said += chunk));
      if (found) resolve(found[0]);
    });
  });
  return { child, url };
}

/** What the page holds once nothing is held in vain, MB and counts. */
async function held(client) {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await client.send('Memory.getDOMCounters');
  return { mb: usedSize / 2 ** 20, nodes, listeners: jsEventListeners };
}

const folder = await mkdtemp(join(tmpdir(), 'hindcast-hours-'));
const { child, url } = await startDemo(folder);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(new URL('/live', url).href);
  await page.getByTestId('watch-row').nth(3).waitFor({ timeout: 120_000 });
  const client = await page.context().newCDPSession(page);
  const bar = page.getByTestId('live-bar');
  const closed = async () => Number(await bar.getAttribute('data-closed'));
  const begun = await closed();
  const seen = [];
  for (let part = 1; part <= PARTS; part++) {
    while ((await closed()) < begun + (part / PARTS) * Number(values.hours) * HOUR)
      await page.waitForTimeout(200);
    // The chart of a row is opened over the list and closed again: what it leaves behind would add up.
    await page
      .getByTestId('watch-row')
      .nth(part % 4)
      .dblclick();
    await page.getByRole('dialog').getByTestId('stage').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    seen.push(await held(client));
    process.stderr.write(
      `hour ${(((await closed()) - begun) / HOUR).toFixed(1)}: ${JSON.stringify(seen.at(-1))}\n`,
    );
  }
  const middle = seen[PARTS / 2 - 1];
  const end = seen[PARTS - 1];
  const row = (name, key, unit, most) => ({
    ...{
      name,
      value: end[key] - middle[key],
      unit,
      limit: `<= ${most} ${unit}`,
      ok: end[key] - middle[key] <= most,
    },
    ...{ spread: seen.map((one) => one[key].toFixed(0)).join(' '), load: loadavg()[0] },
  });
  const rows = [
    row('live.hours.heap', 'mb', 'MB', GROWTH_MB),
    row('live.hours.nodes', 'nodes', '', 500),
    row('live.hours.listeners', 'listeners', '', 100),
  ];
  console.log(values.json ? JSON.stringify({ hours: Number(values.hours), rows }) : asTable(rows, true));
} finally {
  await browser.close();
  child.kill('SIGINT');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
