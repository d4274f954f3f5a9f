// The live page with hundreds of rows, driven in Chromium: frames while it scrolls and is brought up to date, and how long after a
// bar's close its figures are on the screen. Needs the built product (npm run build).
//   node e2e/bench/live-page.mjs [--symbols 250] [--seconds 10] [--closes 20] [--json]
// plays a market of so many symbols on two venues, met at its closes at a real market's pace, to the built server. Or
//   node e2e/bench/live-page.mjs --server http://127.0.0.1:4747 [--rows 500]
// takes a running server (npm start) and gives the page its lanes many times over.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BAR, health, playWideMarket, startServer, symbolsOf } from '../../backend/bench/live/market.mjs';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { scroll, watchArrivals, watchPixels } from './live/probes.mjs';
import { Widener } from './live/widener.mjs';
import { asTable, sampled } from './table.mjs';

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    symbols: { type: 'string', default: '250' },
    rows: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    closes: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
/** A frame of 60 a second, and a quarter of one for the clock's jitter. */
const FRAME_MS = 21;
const PIXELS_MS = 500;
/** A block of figures of a whole list is larger than any other. */
const LIST_BYTES = 20_000;
/** Between closes; and how long before and after one the market goes at its own pace, ms. */
const FAST = 60;
const CALM = 4_000;
const AFTER = 1_500;

/** A wide market, and the built server that watches it. */
async function startWideMarket(folder, symbols) {
  const venue = await playWideMarket(folder, symbols);
  const server = await startServer(folder, venue.url, symbols);
  while ((await health(server.url)).stage !== 'live') await wait(250);
  return { venue, server };
}

/** Bars go by quickly; the close itself is met at the pace of a real market. Answers how late each was on the screen, ms. */
async function meetCloses(page, venue, closes) {
  const { clock } = venue;
  const late = [];
  while (late.length < closes) {
    venue.setSpeed(FAST);
    while (BAR - (clock.now() % BAR) > CALM) await wait(10);
    venue.setSpeed(1);
    const close = Math.ceil(clock.now() / BAR) * BAR;
    const at = performance.timeOrigin + performance.now() + (close - clock.now());
    while (clock.now() < close + AFTER) await wait(50);
    const painted = await page.evaluate(() => globalThis.painted);
    const [, seen, arrived] = painted.find(([closed]) => closed === close) ?? [close, Infinity, 0];
    late.push({ whole: seen - at, page: seen - arrived });
  }
  return late;
}

/** As they come, by the clock that the server tells. */
async function hearCloses(page, server, closes) {
  let painted = [];
  while (painted.length < closes) {
    await wait(250);
    painted = await page.evaluate(() => globalThis.painted);
  }
  const asked = performance.timeOrigin + performance.now();
  const { marketTime, speed } = await health(server);
  const now = (asked + performance.timeOrigin + performance.now()) / 2;
  return painted.map(([closed, at, arrived]) => ({
    whole: at - (now + (closed - marketTime) / speed),
    page: at - arrived,
  }));
}

async function openPage(browser, url, rows) {
  const viewport = { width: 1440, height: 900 };
  const page = await (await browser.newContext({ viewport, serviceWorkers: 'block' })).newPage();
  if (rows > 0) {
    await page.routeWebSocket(/socket\.io/, (route) => {
      const widener = new Widener(rows);
      const server = route.connectToServer();
      server.onMessage((message) =>
        route.send(typeof message === 'string' ? widener.text(message) : widener.numbers(message)),
      );
    });
  }
  await page.addInitScript(watchArrivals, LIST_BYTES);
  await page.goto(new URL('/live', url).href);
  await page.getByTestId('watch-row').nth(5).waitFor({ timeout: 60_000 });
  return page;
}

/** Answers the processor time of the page's main thread so far, ms: what a frame costs whatever else the machine does. */
async function mainThread(page) {
  // Its count goes on for as long as one session asks.
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return 1_000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
}

const folder = await mkdtemp(join(tmpdir(), 'hindcast-live-page-'));
const wide = values.server ? undefined : await startWideMarket(folder, symbolsOf(Number(values.symbols)));
const url = values.server ?? wide.server.url;
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await openPage(browser, url, wide ? 0 : Number(values.rows));
  const shown = await page.getByTestId('list-count').innerText();
  await page.evaluate(scroll, 2);
  const busyMs = await mainThread(page);
  const before = await busyMs();
  const frames = await page.evaluate(scroll, Number(values.seconds));
  const perFrame = ((await busyMs()) - before) / frames.length;
  await page.evaluate(watchPixels);
  const closes = Number(values.closes);
  const late = await (wide ? meetCloses(page, wide.venue, closes) : hearCloses(page, url, closes));
  const load = loadavg()[0];
  const [whole, inPage] = [late.map((one) => one.whole), late.map((one) => one.page)];
  const rows = [
    { ...sampled('live.scroll.main_thread', [perFrame], 0.5, FRAME_MS), load },
    { ...sampled('live.scroll.frame.p50', frames, 0.5, FRAME_MS), load },
    { ...sampled('live.scroll.frame.p95', frames, 0.95, FRAME_MS), load },
    { ...sampled('live.close_to_pixels.p50', whole, 0.5, PIXELS_MS), load },
    { ...sampled('live.close_to_pixels.p99', whole, 0.99, PIXELS_MS), load },
    { ...sampled('live.message_to_pixels.p50', inPage, 0.5, PIXELS_MS), load },
    { ...sampled('live.message_to_pixels.p99', inPage, 0.99, PIXELS_MS), load },
  ];
  console.log(values.json ? JSON.stringify({ shown, rows }) : `${shown} rows\n${asTable(rows, true)}`);
} finally {
  await browser.close();
  wide?.server.child.kill('SIGINT');
  await wide?.venue.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
