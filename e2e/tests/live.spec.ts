import { expect, test, type Locator, type Page } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { freePort, scratchFolder } from '../support/launch.ts';
import { readFile } from 'node:fs/promises';
import { apiValues, engineValues, hasBar, reads, shownIn } from '../support/live-figures.ts';
import { noteMarks, noteTier2 } from '../support/live-notes.ts';
import { PlayedVenue, WatchingServer } from '../support/live-server.ts';

/** Of the demo recording: ETH on bybit fires tier 2 in the bar from 13:20, which closes five minutes later. */
const BEGIN = '2025-02-10T13:19:00Z';
const LANE = 'bybit ETH/USDT:USDT';
const CLOSE = Date.UTC(2025, 1, 10, 13, 25);
/** Slow enough that open interest is asked for in time on a busy machine. */
const SPEED = 15;

let venue: PlayedVenue;
let server: WatchingServer;

test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.beforeAll(async () => {
  venue = new PlayedVenue(await freePort(), BEGIN, SPEED);
  await venue.until('/__venue/time');
  server = new WatchingServer(await freePort(), venue, scratchFolder());
  await server.until('/api/metrics?source=live&tf=5m&symbol=BTC/USDT:USDT&limit=1', Array.isArray);
});
test.afterAll(async () => {
  await server?.kill();
  await venue?.kill();
});

const rows = (page: Page): Locator => page.getByTestId('watch-row');
const lanes = (page: Page): Promise<(string | null)[]> =>
  rows(page).evaluateAll((found) =>
    found
      .toSorted(
        (a, b) =>
          Number(a.ariaRowIndex ?? a.getAttribute('aria-rowindex')) -
          Number(b.ariaRowIndex ?? b.getAttribute('aria-rowindex')),
      )
      .map((row) => (row as HTMLElement).dataset.lane ?? null),
  );

/** Opens a small panel by its button, does something in it, and closes it. */
async function within(page: Page, testid: string, act: () => Promise<unknown>): Promise<void> {
  await page.getByTestId(testid).click();
  await act();
  await page.keyboard.press('Escape');
}

/** A file of what the list shows. */
async function saved(page: Page, format: 'csv' | 'json' | 'parquet'): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByTestId('share').click();
  await page.getByTestId(`rows-${format}`).click();
  return readFile(await (await download).path());
}

const seenBy = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen);

test('the desk: list, a signal within a second of its close, figures as the API has them, and no server', async ({
  page,
}) => {
  await page.goto(`${server.url}/live`);
  await expect(rows(page)).toHaveCount(6, { timeout: 30_000 });
  await expect(page.getByTestId('live-source')).toHaveText('LIVE');
  await expect(page.getByTestId('simulated')).toContainText('SIMULATED');
  await page.evaluate(noteTier2, LANE);
  const chart = await page.context().newPage();
  await chart.addInitScript(noteMarks);
  await chart.goto(`${server.url}/live/${LANE.split(' ').map(encodeURIComponent).join('/')}/5m`);
  await expect(chart.getByTestId('stage')).toBeVisible();
  await venue.resume();

  await test.step('sort, search, filter, timeframe, all by keyboard', async () => {
    await page.getByRole('button', { name: 'Symbol' }).press('Enter');
    await expect.poll(async () => (await lanes(page))[0]).toBe('binanceusdm BTC/USDT:USDT');
    await page.getByRole('button', { name: 'Price' }).press('Enter');
    await expect.poll(async () => (await lanes(page)).at(-1)).toContain('SOL');
    await page.getByTestId('watch-list').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('bybit price>1000');
    await expect(rows(page)).toHaveCount(2);
    await page.getByTestId('list-search').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press(']');
    await expect(page.getByTestId('live-timeframe')).toHaveText('15m');
    await page.keyboard.press('[');
    await expect(page.getByTestId('live-timeframe')).toHaveText('5m');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('[data-testid=watch-row][aria-selected=true]')).toHaveAttribute(
      'aria-rowindex',
      '3',
    );
  });

  await test.step('tier 2 is a highlighted row, an event, a toast and a mark within a second of its bar', async () => {
    const row = page.locator(`[data-testid=watch-row][data-lane="${LANE}"]`);
    const signal = page.locator(`[data-testid=event][data-lane="${LANE}"][data-tier="2"]`).first();
    await expect(signal).toBeVisible({ timeout: 60_000 });
    const known = Number(await signal.getAttribute('data-known'));
    const now = Date.now();
    const closed = now - ((await venue.now()) - known) / SPEED;
    // Open interest is asked for at a pace of its own: the signal may come with the next bar.
    expect(known - CLOSE).toBeLessThanOrEqual(300_000);
    const clock = new Date(known).toISOString().slice(11, 16);
    const [seen, marks] = [await seenBy(page), await seenBy(chart)];
    for (const what of [`row ${known}`, `event ${known}`, `toast ${clock}`]) {
      expect(seen[what] - closed, `${what}: real ms from the close`).toBeLessThan(1_000);
    }
    // The newest bar stands where it always does: no mark has ever stood further to the right.
    const mark = Object.keys(marks).filter((name) => name.endsWith(clock));
    const rightmost = Math.max(...Object.keys(marks).map((name) => Number(name.split(' ')[1])));
    const newest = mark.find((name) => Number(name.split(' ')[1]) > rightmost - 2);
    expect(marks[newest ?? ''] - closed, `a mark at ${clock}, of ${mark}`).toBeLessThan(1_000);
    await venue.hurry(150);
    await row.click();
    await page.keyboard.press('.');
    await expect(page.getByTestId('pause')).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('paused, nothing moves; every figure is what the API and the engine say of that bar', async () => {
    const cards = page.getByTestId('cards');
    await expect(cards).toHaveAttribute('data-lane', LANE);
    const bar = Number(await cards.getAttribute('data-row'));
    const shown = await shownIn(cards);
    const columns = shown.map(({ metric }) => metric);
    expect(columns.length).toBeGreaterThan(11);
    const api = await apiValues(server.url, LANE, bar, columns);
    expect(await engineValues(server.url, LANE, bar, columns)).toEqual(api);
    for (const { metric, value, text } of shown) {
      expect([metric, value]).toEqual([metric, api[metric] ?? NaN]);
      // The price goes on between two closes, and regimes are words.
      if (!['close', 'volatilityRegime'].includes(metric))
        expect([metric, text, reads(text, api[metric])]).toEqual([metric, text, true]);
    }
    for (const tab of ['Cascades', 'Funding', 'Volatility', 'Regimes', 'Venues']) {
      await page.getByRole('tab', { name: tab }).click();
      for (const line of await page.locator('[data-testid^=panel-] tr[data-lane]').all()) {
        const lane = (await line.getAttribute('data-lane'))!;
        const figures = await shownIn(line);
        const truth = await apiValues(server.url, lane, bar, [
          ...new Set(figures.map(({ metric }) => metric)),
        ]);
        for (const { metric, value } of figures)
          expect([tab, lane, metric, value]).toEqual([tab, lane, metric, truth[metric] ?? NaN]);
      }
    }
    // The market has gone on; the page shows it once it is asked to.
    await expect.poll(() => hasBar(server.url, LANE, bar + 1), { timeout: 30_000 }).toBe(true);
    await expect(cards).toHaveAttribute('data-row', String(bar));
    await expect
      .poll(async () => {
        await page.keyboard.press('n');
        return cards.getAttribute('data-row');
      })
      .not.toBe(String(bar));
  });

  await test.step('columns, views, files of what is shown, and events by kind', async () => {
    const heads = (): Promise<string[]> => page.getByRole('columnheader').allInnerTexts();
    await within(page, 'list-columns', () => page.getByRole('checkbox', { name: 'RSI' }).uncheck());
    await expect.poll(heads).not.toContain('RSI');
    await within(page, 'list-views', async () => {
      await page.getByLabel('Name of this view').fill('Mine');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
    });
    await within(page, 'list-columns', () => page.getByText('Back to the default').click());
    await expect.poll(heads).toContain('RSI');
    await within(page, 'list-views', () => page.getByRole('button', { name: 'Mine', exact: true }).click());
    await expect.poll(heads).not.toContain('RSI');

    // Still paused: two prices that pass each other would change places between the page and its files.
    const rowsShown = await lanes(page);
    const records = JSON.parse(String(await saved(page, 'json'))) as Record<string, string | number | null>[];
    expect(records.map(({ venue: name, symbol }) => `${name} ${symbol}`)).toEqual(rowsShown);
    expect(Object.keys(records[0])).not.toContain('rsi');
    const [head, ...lines] = String(await saved(page, 'csv'))
      .trim()
      .split(/\r?\n/);
    expect(head.split(',')).toEqual(Object.keys(records[0]));
    expect(lines.map((line) => line.split(',')[head.split(',').indexOf('symbol')])).toEqual(
      records.map(({ symbol }) => symbol),
    );
    const parquet = await saved(page, 'parquet');
    expect([parquet.toString('latin1', 0, 4), parquet.toString('latin1', parquet.length - 4)]).toEqual([
      'PAR1',
      'PAR1',
    ]);
    await within(page, 'list-views', () => page.getByRole('button', { name: 'Default' }).click());
    await page.getByTestId('watch-list').focus();
    await page.keyboard.press('.');
    await expect(page.getByTestId('pause')).toHaveAttribute('aria-pressed', 'false');

    const tiers = (): Promise<(string | null)[]> =>
      page.getByTestId('event').evaluateAll((found) => found.map((one) => one.getAttribute('data-tier')));
    await expect.poll(tiers).toContain('1');
    await within(page, 'event-filter', async () => {
      for (const kind of ['Cascades', 'Funding', 'Volatility', 'Regimes', 'Correlation'])
        await page.getByRole('checkbox', { name: kind }).uncheck();
      await page.getByRole('radio', { name: '2' }).check();
    });
    await expect.poll(async () => (await tiers()).every((tier) => Number(tier) >= 2)).toBe(true);
  });

  await test.step('brought up to date as seldom as one wants, and at once when one asks', async () => {
    const pace = page.getByTestId('pace');
    const closed = (): Promise<string | null> => page.getByTestId('live-bar').getAttribute('data-closed');
    await pace.click();
    await page.getByRole('option', { name: '30 s' }).click();
    await page.getByTestId('refresh').click();
    const before = await closed();
    await page.waitForTimeout(2_500);
    expect(await closed()).toBe(before);
    await expect
      .poll(async () => {
        await page.getByTestId('refresh').click();
        return closed();
      })
      .not.toBe(before);
    await pace.click();
    await page.getByRole('option', { name: 'At once' }).click();
  });

  await test.step('the monitor: paused, looked at anew when asked, every figure as the API has it', async () => {
    expect(await barriers(chart)).toEqual([]);
    await chart.goto(`${server.url}/realtime?symbol=${LANE.split(' ')[1]}&tf=5m`);
    const looked = (): Promise<string | null> => chart.getByTestId('looked').getAttribute('data-at');
    await expect(chart.getByTestId('monitor-venue')).toHaveCount(2);
    await chart.getByTestId('refresh-every').click();
    await chart.getByRole('option', { name: '1 s', exact: true }).click();
    const first = await looked();
    await expect.poll(looked).not.toBe(first);
    await chart.getByTestId('monitor-pause').click();
    await expect(chart.getByTestId('monitor-pause')).toHaveAttribute('aria-pressed', 'true');
    const paused = await looked();
    const card = chart.getByTestId('monitor-venue').nth(1);
    const bar = Number(await card.getAttribute('data-row'));
    const shown = await shownIn(card);
    const api = await apiValues(
      server.url,
      LANE,
      bar,
      shown.map(({ metric }) => metric),
    );
    for (const { metric, text } of shown)
      expect([metric, text, reads(text, api[metric])]).toEqual([metric, text, true]);
    expect(await barriers(chart)).toEqual([]);
    expect(await looked()).toBe(paused);
    await chart.keyboard.press('n');
    await expect.poll(looked).not.toBe(paused);
    await chart.close();
  });

  await test.step('the chart opens over the list, with the signal marked, and leads to the replay', async () => {
    await page.getByTestId('watch-list').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByTestId('stage')).toBeVisible();
    await expect(dialog.getByTestId('source')).toContainText('LIVE');
    await dialog.getByRole('tab', { name: 'Detectors' }).click();
    await expect(dialog.getByTestId('detectors')).toContainText('Liquidation cascade');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    // One key on a row: the replay of what was known at its bar.
    const door = await page.context().newPage();
    await door.goto(server.url + '/live');
    await expect(rows(door)).toHaveCount(6);
    await door.getByTestId('watch-list').focus();
    await door.keyboard.press('r');
    await door.waitForURL(/\/replay\?dataset=seen-/, { timeout: 60_000 });
    await expect(door.getByTestId('stage')).toBeVisible();
    await expect(door.getByTestId('source')).toContainText('REPLAY');
    await door.close();
  });

  await test.step('a phone holds it', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Detectors' }).click();
    await expect(page.getByRole('tab', { name: 'Funding' })).toBeVisible();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('a server that dies is said, and taken up again when it is back', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await server.kill();
    await expect(page.getByTestId('last-known')).toContainText('last known state');
    await expect(rows(page)).toHaveCount(6);
    server.again();
    await expect(page.getByTestId('last-known')).not.toContainText('last known', { timeout: 40_000 });
    await expect(page.getByTestId('live-source')).toHaveText('LIVE');
  });

  await test.step('opened without a server it shows the last state and its age', async () => {
    await server.kill();
    await page.reload();
    await expect(rows(page)).toHaveCount(6);
    await expect(page.getByTestId('age')).toHaveText(/^\d+ (s|min)/);
    await expect(page.getByTestId('live-source')).toHaveText('OFFLINE');
  });
});
