import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { ReplayPage } from '../support/replay-page.ts';

const LANE = { dataset: 'demo', tf: '5m', venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' };
const chosen = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('[data-metric-pane]')
    .evaluateAll((panes) => panes.map((pane) => pane.getAttribute('data-metric-pane')));

/** Finds a metric by typing, and takes the first one that is found. */
async function choose(page: Page, text: string): Promise<void> {
  await page.getByTestId('find-metric').fill(text);
  await page.keyboard.press('Enter');
}

test('any metric stands in a pane, found by name; its numbers are the server’s', async ({
  page,
  request,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z&panes=oi&bars=40');
  await replay.settled();
  const layout = page.getByTestId('layout').first();
  await layout.click();
  await choose(page, 'fundingZ');
  await choose(page, 'weighted over');
  await choose(page, 'cascadeTotalUsd');
  await choose(page, 'sma(close, 20)');
  // By arrows too: the close is found over the price first, and then in a pane.
  await page.getByTestId('find-metric').fill('close');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-word="pane:close"]')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect
    .poll(() => chosen(page))
    .toEqual(['oi', 'fundingZ', 'weightedOi', 'cascadeTotalUsd', 'pane:close']);
  await expect(page.getByTestId('chart')).toContainText(/sma\(close,20\) [\d,.]+/);
  await expect(page.locator('[data-metric-pane="fundingZ"]')).toContainText(/Funding Z.*[\d.]+ σ/);

  const columns = ['fundingZ', 'weightedOi', 'cascadeTotalUsd', 'sma(close,20)'];
  await page.getByTestId('share').first().click();
  const download = page.waitForEvent('download');
  await page.getByTestId('rows-json').click();
  type Row = Record<string, number | string | null>;
  const rows = JSON.parse((await readFile(await (await download).path())).toString()) as Row[];
  expect(rows).toHaveLength(40);
  const offset = (await replay.cursor()) + 1 - rows.length;
  const answer = await request.get('/api/metrics', {
    params: { ...LANE, offset, limit: rows.length, columns: columns.join(',') },
  });
  const data = (await answer.json()) as { time: number; values: Row }[];
  expect(data[0].time).toBe(Date.parse(String(rows[0].openTime)));
  rows.forEach((row, k) => {
    for (const column of columns) expect([column, row[column]]).toEqual([column, data[k].values[column]]);
  });
  expect(rows.every((row) => row['sma(close,20)'] !== null && row.weightedOi !== null)).toBe(true);

  // The link holds it, and opens it again.
  await expect
    .poll(() => new URL(page.url()).searchParams.get('panes'))
    .toBe('oi,fundingZ,weightedOi,cascadeTotalUsd,sma(close,20),pane:close');
  await page.reload();
  await replay.settled();
  await expect.poll(() => chosen(page)).toHaveLength(5);
  await replay.forward.click();
  await expect(page.getByTestId('chart')).toContainText(/sma\(close,20\) [\d,.]+/);
});

test('a link that asks for thousands of panes shows some, and says what it leaves out', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  const replay = new ReplayPage(page);
  const words = [
    ...Array.from({ length: 800 }, () => 'oiZ'),
    ...['moon', '__proto__', 'sma(moon,20)', 'levels,levels'],
    ...Array.from({ length: 300 }, (_, k) => `sma(rsi,${k + 2})`),
    'sma(close',
  ];
  await replay.open(`?panes=${words.join(',')}`);
  await replay.settled();
  await expect.poll(async () => (await chosen(page)).length).toBe(8);
  const notice = page.locator('[data-sonner-toast]').filter({ hasText: 'more than once' });
  await expect(notice).toContainText('"oiZ", "levels" more than once');
  await expect(notice).toContainText('No pane or overlay here is called "moon", "__proto__"');
  await expect(notice).toContainText('room for 8 panes');
  await replay.forward.click();
  await replay.settled();
  expect(complaints).toEqual([]);
});

test('a blind replay shows metrics of the catalogue, and nothing derived', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?panes=fundingZ,sma(close,20),zscore(obv,96)');
  await replay.settled();
  await expect.poll(() => chosen(page)).toEqual(['fundingZ', 'zscore(obv,96)']);
  await page.getByTestId('mode').first().click();
  await page.getByTestId('blind-prices').click();
  await expect(page.getByTestId('blind')).toBeVisible();
  await expect.poll(() => chosen(page)).toEqual(['fundingZ']);
  await expect(replay.stage).toBeVisible();
});
