// The live page with hundreds of rows, driven in Chromium against a running server (npm start): frames while it scrolls and is
// brought up to date every second, and how long after a bar's close its figures are on the screen. The server's lanes are given
// to the page many times over on the way, so that it takes no market of that size to measure the page.
// Run: node e2e/bench/live-page.mjs [--server http://127.0.0.1:4747] [--rows 500] [--seconds 10] [--closes 6] [--json]
/* global document, requestAnimationFrame, MutationObserver -- of the page that is driven */
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { asTable, sampled } from './table.mjs';

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'http://127.0.0.1:4747' },
    rows: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    closes: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
});
/** A frame of 60 a second, and a quarter of one for the clock's jitter. */
const FRAME_MS = 21;
const PIXELS_MS = 500;

/** Gives every lane so many times over in what the server sends: texts of socket.io, each followed by its block of numbers. */
class Widener {
  #times;
  #lanes = 0;
  #block = null;

  constructor(rows) {
    this.#times = (lanes) => Math.ceil(rows / lanes);
  }

  text(message) {
    const start = message.search(/[[{]/);
    this.#block = /"watch_list"|"columns":\[[^\]]*"tier"[^\]]*\],"data":\{"_placeholder"/.test(message)
      ? 'columns'
      : message.includes('"live_prices"')
        ? 'halves'
        : message.includes('"bars":') && message.includes('"_placeholder"')
          ? 'whole'
          : null;
    if (!message.includes('"lanes":[{"venue"') || !message.includes('"epoch"')) return message;
    const content = JSON.parse(message.slice(start));
    const state = content.find((part) => part?.data?.lanes)?.data ?? content.find((part) => part?.lanes);
    this.#lanes = state.lanes.length;
    const copy = (k) =>
      state.lanes.map(({ venue, symbol }) => ({ venue, symbol: k === 0 ? symbol : `${k}${symbol}` }));
    state.lanes = Array.from({ length: this.#times(this.#lanes) }, (_, k) => copy(k)).flat();
    return message.slice(0, start) + JSON.stringify(content);
  }

  numbers(bytes) {
    if (this.#block === null || this.#lanes === 0) return bytes;
    const part =
      this.#block === 'whole' ? bytes.length : this.#block === 'halves' ? bytes.length / 2 : this.#lanes * 8;
    const out = [];
    for (let at = 0; at < bytes.length; at += part) {
      for (let k = 0; k < this.#times(this.#lanes); k++) out.push(bytes.subarray(at, at + part));
    }
    return Buffer.concat(out);
  }
}

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

/** Real time of a close, as the market's clock says now. */
async function clockOf(server) {
  const asked = performance.timeOrigin + performance.now();
  const { live } = await (await fetch(new URL('/api/health', server))).json();
  const now = (asked + performance.timeOrigin + performance.now()) / 2;
  return (close) => now + (close - live.marketTime) / live.speed;
}

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.routeWebSocket(/socket\.io/, (route) => {
    const widener = new Widener(Number(values.rows));
    const server = route.connectToServer();
    server.onMessage((message) =>
      route.send(typeof message === 'string' ? widener.text(message) : widener.numbers(message)),
    );
  });
  await page.goto(new URL('/live', values.server).href);
  await page.getByTestId('watch-row').nth(5).waitFor({ timeout: 60_000 });
  const shown = await page.getByTestId('list-count').innerText();
  await page.evaluate(scroll, 2);
  const frames = await page.evaluate(scroll, Number(values.seconds));
  await page.evaluate(watchPixels);
  let painted = [];
  while (painted.length < Number(values.closes)) {
    await wait(250);
    painted = await page.evaluate(() => globalThis.painted);
  }
  const closeOf = await clockOf(values.server);
  const late = painted.map(([closed, at]) => at - closeOf(closed));
  const load = loadavg()[0];
  const rows = [
    { ...sampled('live.scroll.frame.p50', frames, 0.5, FRAME_MS), load },
    { ...sampled('live.scroll.frame.p95', frames, 0.95, FRAME_MS), load },
    { ...sampled('live.close_to_pixels.p50', late, 0.5, PIXELS_MS), load },
    { ...sampled('live.close_to_pixels.p99', late, 0.99, PIXELS_MS), load },
  ];
  console.log(values.json ? JSON.stringify({ shown, rows }) : `${shown} rows\n${asTable(rows, true)}`);
} finally {
  await browser.close();
}
