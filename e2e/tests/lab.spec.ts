import { expect, test, type APIRequestContext } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { LabPage } from '../support/lab-page.ts';
import { ReplayPage } from '../support/replay-page.ts';

interface Summary {
  id: string;
  state: string;
  digest: string | null;
  same: boolean | null;
}

const one = async (request: APIRequestContext, id: string): Promise<Summary> =>
  (await (await request.get(`/api/simulations/${id}`)).json()) as Summary;

test('a shipped strategy is run, read in every part, exported, repeated and deleted', async ({
  page,
  request,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.pick('lab-strategy', 'SMA cross');
  const id = await lab.runAndKeep();
  const run = await one(request, id);

  await lab.figure('sharpe').focus();
  await expect(page.getByRole('tooltip')).toContainText('daily returns');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('months')).toContainText('2025');

  await lab.tab('Regret').click();
  const rest = Number(await page.getByTestId('waterfall').getAttribute('data-rest'));
  expect(Math.abs(rest), 'the parts of the regret add up').toBeLessThan(1e-6);

  await lab.tab('Distributions').click();
  await expect(page.getByRole('img', { name: /^Trades by net PnL/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /winners went/ })).toBeVisible();

  await lab.tab('Record').click();
  await expect(page.getByTestId('record')).toContainText(run.digest!);
  await expect(page.getByTestId('assumptions').getByRole('listitem').first()).toContainText('next bar');
  await expect(page.getByTestId('compatibility')).toContainText('freqtrade');

  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Trades/ }).click();
  expect((await download).suggestedFilename()).toContain('.csv');

  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page.getByTestId('verdict').filter({ visible: true })).toHaveAttribute('data-same', 'true', {
    timeout: 30_000,
  });
  const again = await lab.id();
  expect(again).not.toBe(id);
  expect(await one(request, again)).toMatchObject({ same: true, digest: run.digest });

  await page.getByRole('button', { name: /^Runs/ }).click();
  const row = page.locator(`[data-run="${again}"]`);
  await row.getByRole('button', { name: 'Delete this run' }).click();
  await row.getByRole('button', { name: 'Delete?' }).click();
  await expect(row).toHaveCount(0);
  expect((await request.get(`/api/simulations/${again}`)).status()).toBe(404);
});

test('the editor completes, explains, and shows a fault in its line; what is typed is kept as a draft', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.type('maxHolding: 12 + oiZzz');
  await page.keyboard.press('Escape');
  await expect(lab.problems).toContainText('oiZzz');
  const line = await page.locator('.cm-lineNumbers .cm-gutterElement').last().innerText();
  await expect(lab.problems.getByRole('button')).toContainText(`${line}:18`);
  await expect(lab.editor.locator('.cm-line').last().locator('.cm-lintRange-error')).toHaveText('oiZzz');
  await expect(lab.run).toBeDisabled();

  for (let k = 0; k < 5; k++) await page.keyboard.press('Backspace');
  await page.keyboard.type('volat');
  const offered = page.getByRole('listbox');
  await expect(offered.getByRole('option', { name: /volatilityRegime/ })).toBeVisible();
  await page.keyboard.press('Escape');
  for (let k = 0; k < 8; k++) await page.keyboard.press('Backspace');
  await expect(lab.problems).toHaveCount(0);
  await expect(lab.run).toBeEnabled();

  await lab.editor.locator('.cm-line', { hasText: 'long: oiZ' }).locator('.cm-x-word').first().hover();
  await expect(page.locator('.cm-explain')).toContainText('open interest');

  await page.reload();
  await expect(page.getByTestId('lab-strategy')).toContainText('Confluence follow');
  await expect(page).toHaveURL(/strategy=draft-/);
});

test('a slider simulates again while it is held, and what was before stays behind it', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const revision = async (): Promise<number> => Number(await lab.preview.getAttribute('data-revision'));
  const before = { revision: await revision(), net: await lab.figure('netPnl').innerText() };
  const box = (await page.getByRole('slider', { name: /^z / }).boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.31, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 6 });
  await expect.poll(revision).toBeGreaterThan(before.revision);
  await expect(lab.figure('netPnl')).not.toHaveText(before.net);
  await expect(lab.preview.getByText('Before')).toBeVisible();
  await page.mouse.up();
  await page.getByRole('button', { name: 'z back to its default' }).click();
  await expect(lab.figure('netPnl')).toHaveText(before.net);
});

test('two runs are compared: curves, figures with their direction, trades', async ({ page, request }) => {
  const lab = new LabPage(page);
  await lab.open('?strategy=confluence-follow');
  await lab.runAndKeep();
  await page.getByLabel('z, as a number').fill('3.2');
  await page.getByLabel('z, as a number').press('Enter');
  await expect(lab.preview).toBeVisible();
  await lab.runAndKeep();
  await page.getByRole('button', { name: /^Runs/ }).click();
  await lab.rows.nth(0).getByRole('checkbox').check();
  await lab.rows.nth(1).getByRole('checkbox').check();
  await page.getByTestId('compare').click();

  const comparison = page.getByTestId('comparison');
  await expect(comparison).toContainText('parameters.z');
  await expect(comparison.getByTestId('equity-chart')).toBeVisible();
  await expect(page.locator('[data-figure="netPnl"] td').nth(2)).toHaveText(/[▲▼] [\d,.]+/);
  await expect(page.getByTestId('trade-diff')).toContainText('Only in');
  await expect(page).toHaveURL(/compare=/);
  const [a] = new URL(page.url()).searchParams.get('compare')!.split(',');
  expect((await one(request, a)).state).toBe('done');
  await page.reload();
  await expect(page.getByTestId('comparison')).toContainText('parameters.z');
});

test('a run that waits is cancelled', async ({ page, request }) => {
  const lab = new LabPage(page);
  await lab.open('?strategy=sma-cross');
  const [strategy] = (await (await request.get('/api/strategies')).json()) as { text: string }[];
  const before = Array.from({ length: 12 }, () =>
    request.post('/api/simulations', { data: { dataset: 'demo', strategy: strategy.text } }),
  );
  const ahead = await Promise.all(before);
  await lab.run.click();
  await page.getByTestId('run').getByRole('button', { name: 'Cancel' }).click();
  await expect(lab.report).toHaveAttribute('data-state', 'cancelled');
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
  for (const answer of ahead) {
    if (answer.ok()) await request.delete(`/api/simulations/${((await answer.json()) as Summary).id}`);
  }
});

test('a trade opens the replay at the bar of its entry', async ({ page, request }) => {
  const lab = new LabPage(page);
  await lab.open('?strategy=confluence-follow');
  const id = await lab.runAndKeep();
  await lab.tab('Trades').click();
  await page.getByRole('button', { name: 'Net PnL', exact: true }).click();
  const link = page.getByRole('link', { name: /^Replay trade/ }).first();
  const query = '?sort=-netPnl&limit=1';
  const best = await request.get(`/api/simulations/${id}/trades${query}`);
  const [trade] = (await best.json()) as { id: number; entryTime: number; symbol: string }[];
  await expect(link).toHaveAccessibleName(`Replay trade ${trade.id} at its entry`);
  await expect(link).toHaveAttribute('href', /strategy=confluence-follow/);
  await link.click();
  const replay = new ReplayPage(page);
  await expect(replay.stage).toBeVisible({ timeout: 30_000 });
  await replay.settled();
  const shown = new Date(trade.entryTime + 300_000).toISOString().slice(0, 16).replace('T', ' ');
  await expect(replay.time).toHaveValue(shown);
  expect(new URL(page.url()).searchParams.get('symbol')).toBe(trade.symbol);
});

test('the replay of a trade trades on the terms of its run', async ({ page, request }) => {
  const strategies = (await (await request.get('/api/strategies')).json()) as {
    name: string;
    text: string;
  }[];
  const { text } = strategies.find(({ name }) => name === 'confluence-follow')!;
  const costs = { takerBps: 9, slippageBps: 4 };
  const lane = { venue: 'binanceusdm', symbols: ['BTC/USDT:USDT'] };
  const asked = { dataset: 'demo', strategy: text, costs, ...lane, initialCapital: 2_500 };
  const { id } = (await (await request.post('/api/simulations', { data: asked })).json()) as Summary;
  await expect.poll(async () => (await one(request, id)).state, { timeout: 30_000 }).toBe('done');
  await page.goto(`/lab?run=${id}&tab=trades`);
  const reported = (await (await request.get(`/api/simulations/${id}/trades?limit=3`)).json()) as {
    exitTime: number;
    netPnl: number;
  }[];
  const href = await page
    .getByRole('link', { name: /^Replay trade/ })
    .first()
    .getAttribute('href');
  const link = new URL(href!, page.url());
  // The bar in which the third of its trades has ended: three are told, with the report's own sum.
  link.searchParams.set('t', new Date(reported[2].exitTime + 300_000).toISOString());
  await page.goto(link.href);
  const replay = new ReplayPage(page);
  await expect(replay.stage).toBeVisible({ timeout: 30_000 });
  await replay.settled();
  await page.getByRole('tab', { name: 'Trades 3' }).click();
  await expect(page.getByTestId('account')).toHaveText(
    'As in the run: taker 9 bps · slippage 4 bps · 2500 USDT · binanceusdm · BTC',
  );
  const sum = reported.reduce((all, { netPnl }) => all + netPnl, 0);
  await expect(page.getByTestId('net-pnl')).toContainText(Math.abs(sum).toFixed(2));
  await expect(page).toHaveURL(
    /account=takerBps:9,slippageBps:4,initialCapital:2500,venue:binanceusdm,symbol:BTC/,
  );
});

for (const scheme of ['dark', 'light'] as const) {
  test(`the report has no serious barrier (${scheme})`, async ({ page }) => {
    await page.addInitScript((mode) => localStorage.setItem('mode-watcher-mode', mode), scheme);
    const lab = new LabPage(page);
    await lab.open();
    await lab.runAndKeep();
    for (const tab of ['Overview', 'Trades', 'Regret', 'Distributions', 'Record']) {
      await lab.tab(tab).click();
      await page.waitForLoadState('networkidle');
      expect(await barriers(page), tab).toEqual([]);
    }
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('it is set up, run and read with a finger', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    const overflow = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    const box = (await lab.run.boundingBox())!;
    expect(box.height, 'a finger finds it').toBeGreaterThanOrEqual(44);
    await lab.run.tap();
    await expect(lab.report).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    for (const tab of ['Overview', 'Trades', 'Regret', 'Record']) {
      await lab.tab(tab).tap();
      expect(await overflow(), `${tab} does not stick out sideways`).toBeLessThanOrEqual(0);
    }
    await page.getByRole('button', { name: /^Runs/ }).tap();
    await expect(lab.rows.first()).toBeVisible();
  });
});
