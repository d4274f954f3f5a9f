// The live page with 500 rows, driven in Chromium: frames while it scrolls and is brought up to date, and how long after a bar's
// close its figures are on the screen. Run: node e2e/bench/live-page.mjs [--symbols 250] [--seconds 10] [--closes 8] [--json]
/* global document, requestAnimationFrame, MutationObserver -- of the page that is driven */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import {
  BAR,
  Closes,
  health,
  playWideMarket,
  startServer,
  symbolsOf,
} from '../../backend/bench/live/market.mjs';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { asTable, sampled } from './table.mjs';

const { values } = parseArgs({
  options: {
    symbols: { type: 'string', default: '250' },
    seconds: { type: 'string', default: '10' },
    closes: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});
/** A frame of 60 a second, and a quarter of one for the clock's jitter. */
const FRAME_MS = 21;
const PIXELS_MS = 500;
/** A close in ten seconds. */
const SPEED = 30;

/** Scrolls down and up for so long; answers the times between frames. */
async function scroll(seconds) {
  const list = document.querySelector('[data-testid="watch-list"]');
  const frames = [];
  const end = performance.now() + seconds * 1_000;
  let before = await new Promise((resolve) => requestAnimationFrame(resolve));
  let by = 40;
  while (before < end) {
    list.scrollTop += by;
    if (list.scrollTop <= 0 || list.scrollTop + list.clientHeight >= list.scrollHeight - 1) by = -by;
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(now - before);
    before = now;
  }
  return frames;
}

/** Notes when the figures of each close have been painted. */
function watchPixels() {
  globalThis.painted = [];
  const bar = document.querySelector('[data-testid="live-bar"]');
  new MutationObserver(() => {
    const closed = Number(bar.dataset.closed);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.painted.push([closed, performance.timeOrigin + performance.now()]);
      port2.postMessage(null);
    });
  }).observe(bar, { attributeFilter: ['data-closed'] });
}

const folder = await mkdtemp(join(tmpdir(), 'hindcast-live-page-'));
const symbols = symbolsOf(Number(values.symbols));
let venue;
let server;
let browser;
try {
  venue = await playWideMarket(folder, symbols);
  server = await startServer(folder, venue.url, symbols);
  while ((await health(server.url)).stage !== 'live') await wait(250);
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(new URL('/live', server.url).href);
  await page.getByTestId('watch-row').first().waitFor({ timeout: 60_000 });
  await page.evaluate(scroll, 2);
  const frames = await page.evaluate(scroll, Number(values.seconds));
  const closes = new Closes(venue);
  venue.setSpeed(SPEED);
  await page.evaluate(watchPixels);
  let painted = [];
  while (painted.length < Number(values.closes)) {
    await wait(500);
    painted = await page.evaluate(() => globalThis.painted);
  }
  closes.stop();
  const late = painted.map(([closed, at]) => at - closes.at(closed)).filter(Number.isFinite);
  const load = loadavg()[0];
  const rows = [
    { ...sampled('live.scroll.frame.p50', frames, 0.5, FRAME_MS), load },
    { ...sampled('live.scroll.frame.p95', frames, 0.95, FRAME_MS), load },
    { ...sampled('live.close_to_pixels.p50', late, 0.5, PIXELS_MS), load },
    { ...sampled('live.close_to_pixels.p99', late, 0.99, PIXELS_MS), load },
  ];
  console.log(values.json ? JSON.stringify({ rows, bar: BAR }) : asTable(rows));
} finally {
  await browser?.close();
  server?.child.kill();
  await venue?.close();
  await rm(folder, { recursive: true, force: true });
}
