/* global window, document */
import { NAME, SYMBOLS, VENUE } from './recording.mjs';
import { sampled } from './table.mjs';

const [FIRST, SECOND, DENSE] = SYMBOLS;
/** Where on the timeline dragging begins. */
const SCRUB_FROM = Number(process.env.BENCH_FROM ?? 0.15);
/** Half a year in: far enough that nothing is close to the beginning. */
const PLACE = process.env.BENCH_AT ?? '2023-07-03T12:00Z';
/** Samples per row; fewer for a look in between. */
const SAMPLES = Number(process.env.BENCH_SAMPLES ?? 100);
const linkTo = (url, extra = {}) => {
  const query = { dataset: NAME, symbol: FIRST, venue: VENUE, tf: '1m', t: PLACE, ...extra };
  return `${url}/replay?${new URLSearchParams(query)}`;
};
const ready = (page) => page.evaluate(() => window.probe.firstPaint);
const pause = (page, ms) => page.waitForTimeout(ms);
const timeline = (page) => page.getByTestId('scrubber').boundingBox();

/** Opens a place and lets everything come to rest. */
async function open(page, url, extra) {
  await page.goto(linkTo(url, extra));
  await ready(page);
  await page.getByTestId('bar-as-text').filter({ hasText: 'Close' }).waitFor({ state: 'attached' });
  await pause(page, 1_000);
}

async function firstPaint({ page, url }) {
  const samples = [];
  for (let k = 0; k < 9; k++) {
    await page.goto(linkTo(url));
    const painted = await ready(page);
    if (k > 0) samples.push(painted);
    await page.goto('about:blank');
  }
  return [sampled('first paint', samples, 0.5, 1_500)];
}

/** Where the timeline's slider says that the cursor shall be, and whether it stands there. */
const arrived = () =>
  String(window.probe.cursor()) ===
  document.querySelector('[data-testid="scrubber"]').getAttribute('aria-valuenow');

async function scrubbed(page, moves, shares) {
  const box = await timeline(page);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + shares(0) * box.width, y);
  await page.mouse.down();
  await pause(page, 300);
  for (let k = 1; k <= moves; k++) {
    await page.evaluate(
      (there) => window.probe.next('pointermove', new Function(`return (${there})()`)),
      String(arrived),
    );
    await page.mouse.move(box.x + shares(k) * box.width, y);
    await page.evaluate(() => window.probe.sampled);
  }
  await page.mouse.up();
  return page.evaluate(() => window.probe.take());
}

async function scrub({ page, url }) {
  await open(page, url);
  const near = await scrubbed(page, SAMPLES, (k) => SCRUB_FROM + (0.1 * k) / SAMPLES);
  const far = await scrubbed(page, SAMPLES, (k) => 0.002 + SCRUB_FROM * ((k * 0.618034) % 1));
  return [sampled('scrub p95, dragging', near, 0.95, 50), sampled('scrub p95, leaping', far, 0.95, 50)];
}

async function stepped(page, key, times) {
  for (let k = 1; k <= times; k++) {
    await page.evaluate(() => {
      const from = window.probe.cursor();
      window.probe.next('keydown', () => window.probe.cursor() !== from);
    });
    await page.keyboard.press(key);
    await page.evaluate(() => window.probe.sampled);
    await pause(page, 15);
  }
  return page.evaluate(() => window.probe.take());
}

async function step({ page, url }) {
  await open(page, url);
  const forward = await stepped(page, 'ArrowRight', SAMPLES);
  const back = await stepped(page, 'ArrowLeft', SAMPLES);
  return [sampled('step forward, median', forward, 0.5, 16), sampled('step back, median', back, 0.5, 16)];
}

/** Frames a second while playing, and bars that came in that time. */
async function played(page, ms) {
  await page.getByTestId('play').click();
  await pause(page, 700);
  const measured = await page.evaluate(async (time) => {
    const from = window.probe.cursor();
    const began = performance.now();
    const gaps = await window.probe.frames(time);
    return { gaps, bars: window.probe.cursor() - from, seconds: (performance.now() - began) / 1000 };
  }, ms);
  await page.getByTestId('play').click();
  await pause(page, 300);
  return measured;
}

function rateRow(name, { gaps, bars, seconds }, speed) {
  const sorted = [...gaps].sort((a, b) => a - b);
  const fps = (gaps.length / gaps.reduce((a, b) => a + b, 0)) * 1000;
  const p95 = sorted[Math.floor(sorted.length * 0.95)];
  const share = bars / seconds / speed;
  return {
    name,
    value: fps,
    unit: 'fps',
    limit: '>= 55 fps',
    ok: fps >= 55 && share > 0.9,
    spread: `p95 gap ${p95.toFixed(1)} ms, ${(100 * share).toFixed(0)} % of the speed`,
  };
}

async function play({ page, url }) {
  const rows = [];
  for (const speed of [1, 60, 1_000, 5_000]) {
    await open(page, url, { speed: String(speed) });
    rows.push(rateRow(`play ${speed}x`, await played(page, 4_000), speed));
  }
  return rows;
}

async function switchTo(page, testid, option, there) {
  await page.getByTestId(testid).click();
  const item = page.getByRole('option', { name: option, exact: true });
  await item.waitFor();
  await pause(page, 200);
  await page.evaluate((holds) => window.probe.next('pointerup', new Function(`return (${holds})()`)), there);
  await item.click();
  await page.evaluate(() => window.probe.sampled);
  await pause(page, 600);
  return page.evaluate(() => window.probe.take()[0]);
}

async function switching({ page, url }) {
  await open(page, url);
  const [symbols, timeframes] = [[], []];
  const shows = (text) =>
    `() => document.querySelector('[data-testid="bar-as-text"]')?.textContent.startsWith('${text}')`;
  const at = (
    tf,
  ) => `() => document.querySelector('[data-testid="timeframe"]')?.textContent.trim() === '${tf}' &&
    document.querySelector('[data-testid="stage"]')?.dataset.timeframe === '${tf}'`;
  for (let k = 0; k < 6; k++) {
    for (const symbol of [SECOND, FIRST]) symbols.push(await switchTo(page, 'symbol', symbol, shows(symbol)));
  }
  // The first visit of a timeframe opens it; what is measured is switching between open ones.
  for (const tf of ['5m', '1m']) await switchTo(page, 'timeframe', tf, at(tf));
  for (let k = 0; k < 6; k++)
    for (const tf of ['5m', '1m']) timeframes.push(await switchTo(page, 'timeframe', tf, at(tf)));
  return [
    sampled('switch symbol, median', symbols, 0.5, 150),
    sampled('switch timeframe, median', timeframes, 0.5, 150),
  ];
}

/** A view as wide, of a symbol with a signal at nearly every bar and of one with few: what the marks themselves cost. */
async function markers({ page, url }) {
  const extra = { bars: '5000', speed: '1000' };
  await open(page, url, extra);
  const unmarked = await stepped(page, 'ArrowRight', SAMPLES / 2);
  await open(page, url, { ...extra, symbol: DENSE });
  const steps = await stepped(page, 'ArrowRight', SAMPLES / 2);
  const moved = await scrubbed(page, SAMPLES / 2, (k) => SCRUB_FROM - (0.05 * k) / SAMPLES);
  const film = await played(page, 4_000);
  return [
    sampled('5,000 marks: scrub p95', moved, 0.95, 50),
    sampled('5,000 bars, few marks: step', unmarked, 0.5, 16),
    sampled('5,000 marks: step, median', steps, 0.5, 16),
    rateRow('5,000 marks: play 1000x', film, 1_000),
  ];
}

/** Heap after a collection, MB. */
async function heap(client) {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

async function memory({ page, url, minutes }) {
  await open(page, url, { speed: '5000' });
  const client = await page.context().newCDPSession(page);
  const from = await page.evaluate(() => window.probe.cursor());
  await page.getByTestId('play').click();
  await pause(page, 10_000);
  const sizes = [];
  const began = Date.now();
  while (Date.now() - began < minutes * 60_000) {
    sizes.push(await heap(client));
    await pause(page, 5_000);
  }
  const bars = (await page.evaluate(() => window.probe.cursor())) - from;
  const third = Math.max(1, Math.floor(sizes.length / 3));
  const grown = Math.min(...sizes.slice(-third)) - Math.min(...sizes.slice(0, third));
  return [
    {
      name: 'memory grown while playing',
      value: grown,
      unit: 'MB',
      limit: '<= 5 MB',
      ok: grown <= 5,
      spread: `${bars} bars, ${Math.min(...sizes).toFixed(0)}-${Math.max(...sizes).toFixed(0)} MB`,
    },
  ];
}

/** What is measured, each in a browser context of its own. */
export const ROWS_OF = { firstPaint, scrub, step, play, switching, markers, memory };
