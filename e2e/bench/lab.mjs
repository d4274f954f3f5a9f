// How long it takes from a slider's move to the painted equity curve: drives Chromium against a running server.
// Run: node e2e/bench/lab.mjs [--server http://127.0.0.1:4747] [--dataset demo] [--tf 5m] [--symbols A,B]
//   [--from 2023-01-02] [--to 2024-01-02] [--strategy confluence-follow] [--parameter z] [--moves 80] [--json]
/* global document, requestAnimationFrame, MutationObserver -- of the page that is driven */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { asTable, sampled } from './table.mjs';

const LIMIT_MS = 150;
const text = (fallback) => ({ type: 'string', ...(fallback && { default: fallback }) });
const { values } = parseArgs({
  options: {
    server: text('http://127.0.0.1:4747'),
    dataset: text('demo'),
    tf: text('5m'),
    symbols: text(),
    from: text(),
    to: text(),
    strategy: text('confluence-follow'),
    parameter: text('z'),
    moves: text('80'),
    json: { type: 'boolean', default: false },
  },
});

/**
 * Moves the slider to one of its steps after another, each time the last one has been painted: the curve is set
 * when the stage counts on, drawn in the next frame, and on the screen when that frame is done.
 */
async function moves(count) {
  const slider = document.querySelector(`[data-parameter="${globalThis.parameter}"] input[type=range]`);
  const stage = document.querySelector('[data-testid="preview"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const painted = () =>
    new Promise((resolve) => {
      const observer = new MutationObserver(async () => {
        observer.disconnect();
        await frame();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
      observer.observe(stage, { attributeFilter: ['data-revision'] });
    });
  const took = [];
  const { valueAsNumber: start, min, max } = slider;
  const step = Number(slider.step) || (max - min) / 100;
  for (let k = 1; k <= count; k++) {
    await frame();
    const done = painted();
    const began = performance.now();
    slider.value = String(start + step * (k % 2 === 0 ? k % 7 : -(k % 5) - 1));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    took.push((await done) - began);
  }
  return took;
}

const query = new URLSearchParams();
for (const key of ['dataset', 'tf', 'symbols', 'from', 'to', 'strategy']) {
  if (values[key]) query.set(key, values[key]);
}
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript((name) => (globalThis.parameter = name), values.parameter);
  await page.goto(`${values.server}/lab?${query}`);
  await page.getByTestId('run-bar').filter({ hasText: 'trades' }).waitFor({ timeout: 120_000 });
  const what = (await page.getByTestId('run-bar').innerText()).split('\n').at(-1);
  await page.evaluate(moves, 5);
  const took = await page.evaluate(moves, Number(values.moves));
  const load = loadavg()[0];
  const rows = [
    { ...sampled('lab.slider.p50', took, 0.5, LIMIT_MS), load },
    { ...sampled('lab.slider.p95', took, 0.95, LIMIT_MS), load },
  ];
  console.log(values.json ? JSON.stringify({ what, rows }) : `${what}\n${asTable(rows, true)}`);
} finally {
  await browser.close();
}
