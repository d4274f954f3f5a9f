import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { barriers } from '../support/barriers.ts';

test('a pair is picked, scanned for, scrubbed, taken away as CSV and as a strategy', async ({ page }) => {
  await page.goto('/pairs?dataset=demo&bars=1000');
  const chart = page.getByTestId('pair-chart');
  await expect(chart).toHaveAttribute('data-rows', '1000', { timeout: 30_000 });
  await expect(page.getByRole('img', { name: /^ADF statistic .*critical values 1 %/ })).toBeVisible();
  await expect(
    page.getByRole('img', { name: /against ln BTC.*OLS slope.*Huber slope.*Kalman slope/ }),
  ).toBeVisible();

  // Another method, another symbol: the figures and the link follow.
  await page.getByTestId('method-kalman').click();
  await page.getByTestId('pair-y').click();
  await page.getByRole('option', { name: 'SOL/USDT' }).click();
  await expect(page).toHaveURL(/y=SOL\/USDT:USDT.*method=kalman/);
  const sentence = page.getByTestId('verdict-sentence');
  const verdict = page.getByTestId('verdict');
  await expect(verdict).toHaveAttribute('aria-busy', 'false');
  const atEnd = await sentence.innerText();

  // Looking back: fewer rows, figures as of then, and the same as the server gives for that time.
  const scrubber = page.getByTestId('scrubber');
  const box = (await scrubber.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.5, box.y + 20);
  await expect(chart).toHaveAttribute('data-rows', /^(49\d|50\d)$/);
  await expect(sentence).not.toHaveText(atEnd);
  await expect(page).toHaveURL(/[?&]t=2025-/);
  await expect(verdict).toHaveAttribute('aria-busy', 'false');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  const rows = Number(await chart.getAttribute('data-rows'));
  expect(lines[0]).toMatch(/^timestamp,y,x,.*beta.*spread.*z.*correlation.*adf/);
  expect(lines, 'every bar up to the cursor and none after it').toHaveLength(rows + 1);
  const link = page.url();
  await page.keyboard.press('ArrowRight');
  await expect(chart).toHaveAttribute('data-rows', String(rows + 1));
  await expect(page).not.toHaveURL(link);
  await page.reload();
  await expect(chart).toHaveAttribute('data-rows', String(rows + 1));
  expect(await barriers(page)).toEqual([]);

  // The scan ranks every pair; a click looks at one.
  await page.keyboard.press('s');
  await page.getByTestId('scan-venues').check();
  await page.getByTestId('run-scan').click();
  const table = page.getByTestId('scan-table');
  await expect(table.getByRole('row')).toHaveCount(16, { timeout: 20_000 });
  await table.getByRole('button', { name: 'ETH / ETH' }).click();
  await expect(page).toHaveURL(/y=ETH\/USDT:USDT&x=ETH\/USDT:USDT&yv=binanceusdm&xv=bybit/);
  await expect(sentence).toContainText('The spread comes back');

  // Degenerate data get a sentence.
  await page.getByRole('button', { name: 'Uploaded' }).click();
  const bar = (hour: number, name: string, close: number): string =>
    `2024-01-01T${String(hour).padStart(2, '0')}:00:00Z,${name},${close},${close},${close},${close}`;
  const flat = Array.from({ length: 20 }, (_, k) => [bar(k, 'AAA', 5), bar(k, 'BBB', 10 + k)]).flat();
  const csv = ['timestamp,symbol,open,high,low,close', ...flat].join('\n');
  await page
    .getByTestId('pair-file')
    .setInputFiles({ name: 'flat.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByTestId('pair-problem')).toContainText('never moves');

  // Back at the recording the pair is still there; on a phone, and on to the lab with both legs.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Recorded' }).filter({ visible: true }).click();
  await expect(sentence).toContainText('The spread comes back');
  await page.getByTestId('swap').click();
  await page.getByTestId('pair-more').click();
  await page.getByTestId('pair-x').click();
  await page.getByRole('option', { name: 'BTC/USDT' }).click();
  await expect(page).toHaveURL(/y=ETH\/USDT:USDT&x=BTC\/USDT:USDT&yv=bybit/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.getByTestId('pair-to-lab').filter({ visible: true }).click();
  await expect(page).toHaveURL(/\/lab\?dataset=demo&tf=5m&venue=bybit.*strategy=draft-/);
  await expect(page.getByText('ETH against BTC, kalman').first()).toBeVisible();
});
