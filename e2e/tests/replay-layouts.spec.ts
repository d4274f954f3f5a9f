import { expect, test, type Page } from '@playwright/test';
import { ReplayPage } from '../support/replay-page.ts';
import { inLink } from '../support/strategy-word.ts';

const AT = 't=2025-01-20T12:00Z&bars=60';

/** What is drawn on the pane of prices. */
const prices = (page: Page): Promise<string> =>
  page
    .getByTestId('chart')
    .first()
    .locator('canvas')
    .first()
    .evaluate((drawn) => (drawn as HTMLCanvasElement).toDataURL());

/** The same for a link, once it stands still. */
async function drawnFor(page: Page, query: string): Promise<string> {
  const replay = new ReplayPage(page);
  await replay.open(`?${AT}&${query}`);
  await replay.settled();
  await page.mouse.move(2, 2);
  let last = '';
  await expect
    .poll(
      async () => {
        const before = last;
        last = await prices(page);
        return last === before;
      },
      { intervals: [600] },
    )
    .toBe(true);
  return last;
}

test('a layout is saved under a name, outlives a reload, is taken up again, and forgotten', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  const panes = page.locator('[data-metric-pane]');
  await replay.open(`?${AT}&panes=fundingZ,cvd`);
  await expect(panes).toHaveCount(2);
  const menu = page.getByTestId('layout').first();
  await menu.click();
  await page.getByLabel('Name of this layout').fill('Funding');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.keyboard.press('Escape');

  await replay.open(`?${AT}&panes=oi`);
  await expect(panes).toHaveCount(1);
  await menu.click();
  const saved = page.getByRole('button', { name: 'Funding', exact: true });
  await saved.click();
  await expect(saved).toHaveAttribute('aria-pressed', 'true');
  await expect(panes).toHaveCount(2);
  await expect(panes.first()).toHaveAttribute('data-metric-pane', 'fundingZ');

  await page.getByRole('button', { name: 'Forget the layout Funding' }).click();
  await expect(saved).toHaveCount(0);
  await page.reload();
  await replay.settled();
  await menu.click();
  await expect(page.getByText('Saved layouts')).toBeVisible();
  await expect(saved).toHaveCount(0);
});

test('venues stand side by side, each with its own prices, as the API has them', async ({
  page,
  request,
}) => {
  const replay = new ReplayPage(page);
  await replay.open(`?${AT}&with=venues`);
  const offset = await replay.settled();
  const closeOn = async (venue: string): Promise<number> => {
    const answer = await request.get('/api/metrics', {
      params: {
        ...{ dataset: 'demo', tf: '5m', symbol: 'BTC/USDT:USDT', venue, offset, limit: 1 },
        columns: 'close',
      },
    });
    return ((await answer.json()) as { values: { close: number } }[])[0].values.close;
  };
  const [main, other] = [await closeOn('binanceusdm'), await closeOn('bybit')];
  expect(other).not.toBe(main);
  const shown = (close: number): string => close.toLocaleString('en', { minimumFractionDigits: 1 });
  await expect(replay.barInWords).toContainText(`Close ${shown(main)}`);
  const beside = page.getByTestId('beside-charts').locator('> div');
  await expect(beside).toHaveCount(1);
  await expect(beside).toContainText(/BTC\/USDT:USDT\s+bybit/, { useInnerText: true });
  await expect(beside).toContainText(shown(other));
});

test('liquidation levels are drawn where the layout has them', async ({ page }) => {
  const without = await drawnFor(page, 'strategy=none&panes=oi');
  expect(await drawnFor(page, 'strategy=none&panes=oi,levels')).not.toBe(without);
  // The comparison can hold: the same link is drawn the same.
  expect(await drawnFor(page, 'strategy=none&panes=oi')).toBe(without);
});

test('an open position shows its stop and its target as lines', async ({ page }) => {
  // Bought an hour before. Neither stop nor target is reached, and both lie in sight, just beyond the prices of that hour (62,100 to
  // 62,400): what is drawn differs in nothing but where the lines are.
  const from = Date.UTC(2025, 0, 20, 11);
  const held = (more: string): string => {
    const strategy = `name: Held\nentry: { long: close > 0 }\nsizing: { notional: 100 }\n${more}`;
    return `panes=oi&account=from:${from},symbol:BTC/USDT:USDT&strategy=${inLink(strategy)}`;
  };
  const pictures: string[] = [];
  for (const [more, told] of [
    ['', ''],
    ['stopLoss: { price: 61950 }\n', 'stop 61,950.0'],
    ['takeProfit: { price: 62500 }\n', 'target 62,500.0'],
  ]) {
    pictures.push(await drawnFor(page, held(more)));
    const position = page.getByText(/Open position: long since 20 Jan 11:0/).first();
    await expect(position, 'it is still held').toContainText(told);
  }
  expect(new Set(pictures).size).toBe(3);
});
