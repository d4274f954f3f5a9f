import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/support/paths.mjs';
import { scratchFolder } from '../support/launch.ts';
import { ReplayPage } from '../support/replay-page.ts';
import { inLink } from '../support/strategy-word.ts';

const START = Date.UTC(2024, 0, 1);
const BARS = [
  'time,open,high,low,close,volume',
  ...Array.from({ length: 400 }, (_, i) => {
    const price = 100 + (i % 7) / 10;
    return `${START + i * 300_000},${price},${price + 1},${price - 1},${price + 0.1},${10 + (i % 5)}`;
  }),
].join('\n');

/** Imports a recording in which ETH is on Bybit alone and BTC on both venues, of which Binance comes first. */
function importTwoVenues(): string {
  const folder = scratchFolder();
  for (const file of ['binanceusdm/BTCUSDT.csv', 'bybit/BTCUSDT.csv', 'bybit/ETHUSDT.csv']) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, BARS);
  }
  const name = `two-venues-${Date.now().toString(36)}`;
  execFileSync(process.execPath, ['backend/bin/hindcast.mjs', 'import', folder, '--name', name], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: process.env.E2E_DATA_DIR },
  });
  return name;
}

test('a link of the usual view names its layout and strategy: a phone shows the same panes and bars', async ({
  page,
  browser,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  await replay.settled();
  await expect(page).toHaveURL(/&panes=oi,oiZ,cvd,levels&bars=150&strategy=confluence-follow&/);
  const { search } = await replay.address();
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const there = new ReplayPage(await phone.newPage());
  await there.open(search);
  await expect(there.page.locator('[data-metric-pane]')).toHaveCount(3);
  await expect.poll(() => new URL(there.page.url()).search).toBe(search);
  await phone.close();
});

test('a link to a symbol that its venue does not have shows the symbol, and says where', async ({ page }) => {
  const name = importTwoVenues();
  const replay = new ReplayPage(page);
  const notice = page.locator('[data-sonner-toast]').filter({ hasText: 'for which the link asks' });
  await replay.open(`?dataset=${name}&symbol=ETH/USDT:USDT&venue=binanceusdm`);
  await expect(replay.barInWords).toContainText('ETH/USDT:USDT on bybit');
  await expect(notice).toContainText(
    `"${name}" has no 5m bars of ETH/USDT:USDT on binanceusdm, for which the link asks: ETH/USDT:USDT on bybit is shown.`,
  );
  // A link that leaves the venue open gets what it asks for, and nothing differs.
  await replay.open(`?dataset=${name}&symbol=ETH/USDT:USDT`);
  await expect(replay.barInWords).toContainText('ETH/USDT:USDT on bybit');
  // It has no open interest: an empty pane says so.
  await expect(page.locator('[data-metric-pane=oi]')).toContainText('no values in these bars');
  await expect(notice).toBeHidden();
  await replay.open(`?dataset=${name}&venue=bybit&with=symbols`);
  await expect(replay.barInWords).toContainText('BTC/USDT:USDT on bybit');
  await expect(page.getByTestId('beside-charts')).toContainText('ETH/USDT:USDT');
});

test('a link holds the marked range and the loop', async ({ page, context }) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  await replay.settled();
  const from = await replay.cursor();
  await page.keyboard.press('i');
  for (let k = 0; k < 3; k++) await page.keyboard.press('Shift+ArrowRight');
  // What is marked is the bar that is shown.
  await expect.poll(() => replay.cursor()).toBe(from + 30);
  await page.keyboard.press('o');
  await page.getByTestId('loop').click();
  // The bar that closed at 12:00 opened at 11:55; the last of the thirty behind it closed at 14:30.
  await expect
    .poll(() => new URL(page.url()).search)
    .toContain('&range=2025-01-20T11:55Z..2025-01-20T14:30Z&loop=1');
  const { search } = await replay.address();

  const again = new ReplayPage(await context.newPage());
  await again.open(search);
  await expect(again.page.getByTestId('range')).toContainText('31 bars');
  await expect(again.page.getByTestId('loop')).toHaveAttribute('aria-pressed', 'true');
  expect((await again.address()).search).toBe(search);
  await again.page.getByRole('button', { name: 'Forget the range' }).click();
  await expect.poll(() => new URL(again.page.url()).search).not.toContain('range');

  await replay.open('?t=2025-01-20T12:00Z&range=2025-01-20T11:57Z..2025-01-20T12:31Z');
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: 'whole bars' })).toContainText(
    '2025-01-20 12:00 to 2025-01-20 12:30 UTC is marked',
  );
  await expect(page.getByTestId('range')).toContainText('6 bars');
});

test('a range is simulated in the lab with the strategy as it was edited, and on its terms', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  const strategy = inLink('name: Of my own\nentry:\n  long: rsi < 30\nexit:\n  long: rsi > 60\n');
  await replay.open(
    `?strategy=${strategy}&account=takerBps:4,initialCapital:2500&range=2025-01-08T00:00Z..2025-01-20T00:00Z`,
  );
  await page.getByTestId('simulate-range').click();
  await expect(page.getByTestId('lab-strategy')).toContainText('Of my own');
  await expect(page.getByTestId('costs')).toContainText('4 / 2 bps fees');
  await page.getByTestId('costs').locator('summary').click();
  await expect(page.getByLabel('Starting equity')).toHaveValue('2500');
});

test('a blind replay that waits at the first row asks, and has no link but says why', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open(`?strategy=${inLink('name: Always\nentry:\n  long: close > 0\n')}`);
  await page.keyboard.press('Home');
  await replay.expectCursor(0);
  await page.getByTestId('mode').first().click();
  await page.getByTestId('blind-prices').click();
  await expect(page.getByTestId('blind')).toHaveAttribute('data-waiting', 'true');
  await replay.expectCursor(0);
  await page.getByTestId('blind-pass').click();
  await expect(page.getByTestId('blind-so-far')).toContainText('1 decided');
  await page.keyboard.press('y');
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: 'has no link' })).toBeVisible();
});

test('a chart that was zoomed with the wheel shows what its link opens, to the pixel', async ({
  page,
  browser,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  await replay.settled();
  const box = await replay.chart.first().boundingBox();
  if (!box) throw new Error('the chart has no place on the page');
  await page.mouse.move(box.x + box.width / 2, box.y + 200);
  for (let k = 0; k < 3; k++) await page.mouse.wheel(0, -120);
  await expect.poll(() => new URL(page.url()).searchParams.get('bars')).not.toBe('150');
  await page.mouse.move(1, 1);
  // The hand rests.
  await page.waitForTimeout(1_500);
  const { search } = await replay.address();
  const context = await browser.newContext();
  const there = new ReplayPage(await context.newPage());
  await there.open(search);
  await there.settled();
  const canvas = (of: ReplayPage): Promise<string> =>
    of.chart
      .first()
      .locator('canvas')
      .first()
      .evaluate((drawn) => (drawn as HTMLCanvasElement).toDataURL());
  await expect.poll(() => canvas(there)).toBe(await canvas(replay));
  await context.close();
});
