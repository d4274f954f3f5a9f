import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { ReplayPage } from '../support/replay-page.ts';

test('higher timeframes stand beside, at the same time, with closed bars only', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?with=timeframes&t=2025-01-20T12:10Z');
  const beside = page.getByTestId('beside-charts');
  await expect(beside).toContainText('15m');
  await expect(beside).toContainText('1h');
  // The bar of 12:00 to 12:15 has not closed at 12:10: the last one is that of 11:45, and the chart ends with it.
  const closeOf = (timeframe: string): Promise<string> =>
    beside
      .locator('> div')
      .filter({ hasText: timeframe })
      .locator('span', { hasText: /^C / })
      .first()
      .innerText();
  await expect.poll(() => closeOf('15m')).toMatch(/C [\d,.]+/);
  const before = await closeOf('15m');
  await replay.forward.click();
  await expect.poll(() => closeOf('15m')).not.toBe(before);
  await replay.back.click();
  await expect.poll(() => closeOf('15m')).toBe(before);
  // One crosshair over all of them: the bar under the pointer is read in the others too.
  const box = (await page.getByTestId('chart').first().boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + 120);
  await expect.poll(() => closeOf('15m')).not.toBe(before);
  await page.mouse.move(20, 20);
  await expect.poll(() => closeOf('15m')).toBe(before);
});

test('lanes of other symbols and timeframes stand beside together, and a link brings them back', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:10Z');
  await page.getByTestId('beside').click();
  const put = async (symbol: string, timeframe: string): Promise<void> => {
    await page.getByLabel('Symbol beside').selectOption(symbol);
    await page.getByLabel('Timeframe beside').selectOption(timeframe);
    await page.getByTestId('beside-add').click();
  };
  await put('BTC/USDT:USDT', '1h');
  await put('ETH/USDT:USDT', '5m');
  await put('SOL/USDT:USDT', '15m');
  await expect(page.getByTestId('beside-lane')).toHaveCount(3);
  await page.getByRole('button', { name: 'Take SOL/USDT:USDT on binanceusdm in 15m away' }).click();
  await page.keyboard.press('Escape');
  const charts = page.getByTestId('beside-charts').locator('> div');
  const stands = async (k: number, symbol: string, timeframe: string): Promise<void> => {
    const lane = new RegExp(`${symbol}/USDT:USDT\\s+binanceusdm\\s+${timeframe}`);
    await expect(charts.nth(k)).toContainText(lane, { useInnerText: true });
  };
  await stands(0, 'BTC', '1h');
  await stands(1, 'ETH', '5m');
  await expect(page).toHaveURL(/with=BTC\/USDT:USDT@binanceusdm@1h,ETH\/USDT:USDT@binanceusdm@5m/);

  // One cursor in all of them: a step moves the 5m chart, and not the hour that has not closed.
  const closeOf = (k: number): Promise<string> =>
    charts.nth(k).locator('span', { hasText: /^C / }).first().innerText();
  await page.reload();
  await replay.settled();
  await stands(0, 'BTC', '1h');
  await stands(1, 'ETH', '5m');
  await expect.poll(() => closeOf(1)).toMatch(/C [\d,.]+/);
  const before = [await closeOf(0), await closeOf(1)];
  await replay.forward.click();
  await expect.poll(() => closeOf(1)).not.toBe(before[1]);
  expect(await closeOf(0)).toBe(before[0]);

  // The two change places.
  await page.getByRole('button', { name: 'Make ETH/USDT:USDT on binanceusdm the main chart' }).click();
  await expect(replay.barInWords).toContainText('ETH/USDT:USDT');
  await stands(1, 'BTC', '5m');

  await page.goto('/replay?with=BTC/USDT:USDT@binanceusdm@1m,DOGE/USDT:USDT@okx@1h');
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: 'cannot stand here' })).toContainText(
    'BTC/USDT:USDT on binanceusdm in 1m (1m is no timeframe above 5m), DOGE/USDT:USDT on okx in 1h (it is not recorded)',
  );
});

test('trades are stepped through by button, and a range is marked by a button and a drag', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  const start = await replay.settled();
  await page.getByTestId('previous-trade').click();
  await expect.poll(() => replay.cursor()).toBeLessThan(start);
  const trade = await replay.settled();
  await page.getByTestId('next-trade').click();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(trade);
  const row = await replay.settled();
  await page.getByTestId('mark-range').click();
  await expect(page.getByTestId('mark-range')).toHaveAttribute('aria-pressed', 'true');
  await replay.drag(0.02, 0.06);
  await expect(page.getByTestId('range')).toContainText(/[\d,]+ bars/);
  await expect(page.getByTestId('mark-range')).toHaveAttribute('aria-pressed', 'false');
  await replay.expectCursor(row);
});

test('a range is marked, looped and handed to the lab', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?speed=100');
  const start = await replay.settled();
  await page.keyboard.press('i');
  for (let k = 0; k < 3; k++) await page.keyboard.press('Shift+ArrowRight');
  await replay.expectCursor(start + 30);
  await page.keyboard.press('o');
  await expect(page.getByTestId('range')).toContainText('31 bars');
  await page.getByTestId('loop').click();
  await replay.play.click();
  const seen = new Set<number>();
  let turned = 0;
  let last = start;
  for (const end = Date.now() + 15_000; turned < 2 && Date.now() < end; await page.waitForTimeout(15)) {
    const now = await replay.cursor();
    seen.add(now);
    if (now < last) turned++;
    last = now;
  }
  await replay.play.click();
  expect(turned, 'it went round').toBeGreaterThan(1);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(start);
  expect(Math.max(...seen)).toBeLessThanOrEqual(start + 30);
  const lab = await page.getByTestId('simulate-range').getAttribute('href');
  expect(lab).toMatch(/^\/lab\?dataset=demo&tf=5m&venue=binanceusdm&symbols=BTC\/USDT:USDT&from=.*&to=/);
});

test('the keyboard does what the sheet says', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  const start = await replay.settled();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog');
  for (const label of ['Play or pause', 'Next signal', 'Next trade', 'Play until tier 2', 'Loop the range'])
    await expect(sheet).toContainText(label);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Space');
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  await page.keyboard.press('k');
  await expect(replay.play).toHaveAccessibleName(/Play/);
  const after = await replay.settled();
  expect(after).toBeGreaterThanOrEqual(start);
  await page.keyboard.press('l');
  await expect(page.getByTestId('speed')).toContainText('25×');
  await page.keyboard.press('j');
  await expect(page.getByTestId('speed')).toContainText('10×');
  await page.keyboard.press(']');
  await expect.poll(() => replay.cursor()).toBeGreaterThan(after);
  const signal = await replay.settled();
  await expect(replay.barInWords).toContainText(/Fires: tier/);
  await page.keyboard.press('}');
  await expect.poll(() => replay.cursor()).not.toBe(signal);
  const whole = page.getByRole('button', { name: 'Whole recording' });
  await page.keyboard.press('z');
  await expect(whole).toBeVisible();
  await page.keyboard.press('w');
  await expect(whole).toBeHidden();
  await page.keyboard.press('Home');
  await replay.expectCursor(0);
  await page.keyboard.press('End');
  await expect.poll(() => replay.cursor()).toBeGreaterThan(0);
});

test('a key that comes while the sheet is still going away is the page’s', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  await replay.settled();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Play or pause');
  await page.evaluate(async () => {
    const press = (key: string): unknown =>
      document.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      );
    press('Escape');
    while (document.querySelector('[role="dialog"]')?.getAttribute('data-state') === 'open')
      await Promise.resolve();
    press(' ');
  });
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('plays until a signal of a tier, and says what came', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?speed=1000');
  const start = await replay.settled();
  await page.getByTestId('play-until').click();
  await page.getByRole('menuitem', { name: /≥ 2/ }).click();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start);
  await expect(replay.play).toHaveAccessibleName(/Play/, { timeout: 20_000 });
  await expect(page.locator('[data-sonner-toast]').first()).toContainText(/Tier \d/);
});

test('the visible rows are saved as CSV, JSON and Parquet, and the chart as a picture', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?bars=40');
  await replay.settled();
  const csv = (await replay.saved('rows-csv')).toString().trim().split('\n');
  expect(csv).toHaveLength(41);
  const json = JSON.parse((await replay.saved('rows-json')).toString()) as { close: number }[];
  expect(json).toHaveLength(40);
  expect(csv[40]).toContain(String(json[39].close));
  const parquet = await replay.saved('rows-parquet');
  expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  const png = await replay.saved('picture');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
});

test('keys belong to what has the focus only where it has a use for them', async ({ page }) => {
  await page.setViewportSize({ width: 1200, height: 620 });
  const replay = new ReplayPage(page);
  await replay.open();
  const start = await replay.settled();
  await page.getByRole('tab', { name: /^Trades/ }).click();
  const only = page.getByRole('checkbox', { name: 'only the lane in the chart' });
  await only.click();
  await page.keyboard.press('ArrowRight');
  await replay.expectCursor(start + 1);
  await page.keyboard.press('Space');
  await expect(only).not.toBeChecked();
  await expect(replay.play).toHaveAccessibleName(/Play/);

  await page.getByRole('tab', { name: 'Bar' }).click();
  const panel = page.getByRole('tabpanel');
  await panel.focus();
  const top = (): Promise<number> => panel.evaluate((element) => element.scrollTop);
  await page.keyboard.press('PageDown');
  await expect.poll(top).toBeGreaterThan(50);
  await page.keyboard.press('ArrowRight');
  await replay.expectCursor(start + 2);
  await page.getByTestId('stage').click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('PageUp');
  await replay.expectCursor(start + 102);
});

test('a link that was made on other data or another strategy says exactly what differs', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open(
    '?dataset=demo&digest=0123456789ab&hash=ba9876543210&panes=oiZ,moon&bars=lots&t=1999-01-01',
  );
  const notices = page.locator('[data-sonner-toast]');
  // One notice says all of it: of a stack of them only the last one can be read.
  await expect(notices).toHaveCount(1);
  await expect(notices.filter({ hasText: 'has the digest' })).toContainText('not 0123456789ab');
  await expect(notices.filter({ hasText: 'has the hash' })).toContainText('not ba9876543210');
  await expect(notices.filter({ hasText: '"bars=lots"' })).toBeVisible();
  await expect(notices.filter({ hasText: 'No pane or overlay here is called "moon"' })).toBeVisible();
  await expect(notices.filter({ hasText: 'lies before the recording' })).toContainText('1999-01-01');
  await page.goto('/replay?dataset=nowhere');
  await expect(page.getByTestId('failure')).toContainText('the dataset "nowhere", which is not here');
  await page.goto('/replay?dataset=demo&symbol=DOGE/USDT:USDT');
  await expect(page.getByTestId('failure')).toContainText('the symbol "DOGE/USDT:USDT"');
});

test('a note is pinned to a bar, listed, kept and exported', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  const row = await replay.settled();
  await page.getByRole('tab', { name: 'Notes' }).click();
  await page.getByTestId('note-text').fill('here the crowd leaned, "long"');
  await page.getByRole('button', { name: 'Pin' }).click();
  await expect(page.getByTestId('notes')).toContainText('here the crowd leaned');
  await page.keyboard.press('Escape');
  await replay.forward.click();
  await replay.expectCursor(row + 1);
  await page.getByTestId('notes').getByRole('button').first().click();
  await replay.expectCursor(row);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const text = (await readFile(await (await download).path())).toString();
  expect(text).toContain('"here the crowd leaned, ""long"""');
  await page.reload();
  await page.getByRole('tab', { name: 'Notes' }).click();
  await expect(page.getByTestId('notes')).toContainText('here the crowd leaned');
});

test('switches symbol and timeframe at the same time', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  await page.getByLabel(/^Symbol:/).click();
  await page.getByRole('option', { name: /SOL/ }).click();
  await expect(replay.barInWords).toContainText('SOL/USDT:USDT');
  await expect(replay.time).toHaveValue('2025-01-20 12:00');
});

test('the picture of a bar is the same to the pixel by play, by stepping back and by seek', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z&speed=100');
  const start = await replay.settled();
  /** The pixels of every canvas of the chart, in short. */
  const picture = (): Promise<string> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('[data-testid="chart"] canvas')]
        .map((canvas) => canvas.toDataURL())
        .join(),
    );
  await page.getByTestId('play-until').click();
  await page.getByRole('menuitem', { name: /≥ 2/ }).click();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start);
  await expect(replay.play).toHaveAccessibleName(/Play/, { timeout: 20_000 });
  const row = await replay.settled();
  const time = await replay.time.inputValue();
  await page.mouse.move(2, 2);
  await page.waitForTimeout(600);
  const played = await picture();

  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
  await replay.expectCursor(row + 3);
  await expect.poll(picture).not.toBe(played);
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowLeft');
  await replay.expectCursor(row);
  await expect.poll(async () => (await picture()) === played, 'by stepping back').toBe(true);

  for (const there of ['2025-01-12 08:00', time]) {
    await replay.time.fill(there);
    await replay.time.press('Enter');
    await expect(replay.time).toHaveValue(there);
  }
  await replay.expectCursor(row);
  await replay.time.blur();
  await expect.poll(async () => (await picture()) === played, 'by seek').toBe(true);
});
