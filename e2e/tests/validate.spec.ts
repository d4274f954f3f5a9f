import { expect, test, type Page } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { LabPage } from '../support/lab-page.ts';

interface Figures {
  trades: number;
  netPnl: number;
}
interface Sweep {
  trials: { values: number[]; numbers: Figures }[];
  best: { trial: number }[];
}

const SWEEP = 'z=2:4:1\nhold=12,24';

test('a signal is held against chance, and what is tried is counted', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/validate?dataset=demo');
  await page.getByTestId('expressions').fill('tier2 and oiZ > 3');
  await page.getByTestId('run-validation').click();
  const table = page.getByTestId('signal-table');
  await expect(table.getByRole('button', { name: 'tier2 and oiZ > 3' })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByTestId('verdict-sentence')).toContainText(/after correcting for \d+ tries/);
  await expect(page.getByRole('img', { name: /^hit rate .* at random/ }).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /^Mean path/ })).toBeVisible();
  const ledger = await page.request.get('/api/validations/ledger?dataset=demo');
  expect(JSON.stringify(await ledger.json())).toContain('tier2 and oiZ > 3');
});

test('a condition that means nothing is refused in words', async ({ page }) => {
  await page.goto('/validate?dataset=demo');
  await page.getByTestId('expressions').fill('oiZZ > 3');
  await page.getByTestId('run-validation').click();
  await expect(page.getByTestId('study-failure')).toContainText('oiZZ');
});

test('a sweep is drawn, judged as the best of many, and one click from the lab', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/validate?view=sweep&dataset=demo');
  await page.getByTestId('vary').fill(SWEEP);
  await page.getByTestId('run-sweep').click();
  await expect(page.getByTestId('sweep-verdict')).toContainText(/trials/, { timeout: 90_000 });
  await expect(page.getByTestId('heat-map').getByRole('cell')).toHaveCount(6);
  // A Sharpe ratio of nothing earned, wherever the middle of the trials may be.
  await expect(page.getByTestId('heat-legend')).toContainText('Neutral at 0:');
  expect(await barriers(page)).toEqual([]);
  await page
    .getByTestId('trial-table')
    .last()
    .getByRole('button', { name: 'Open in the lab' })
    .first()
    .click();
  await expect(page).toHaveURL(/\/lab\?.*strategy=draft-/);
});

/** Sweeps `vary` on the page; gives the best trial as the server has it. */
async function bestOf(page: Page, vary: string): Promise<{ values: number[]; numbers: Figures }> {
  await page.goto('/validate?view=sweep&dataset=demo');
  await page.getByTestId('vary').fill(vary);
  const asked = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/sweeps') && answer.request().method() === 'POST',
  );
  await page.getByTestId('run-sweep').click();
  const { id } = (await (await asked).json()) as { id: string };
  // What stands on the page may be the verdict of the sweep before.
  const study = async () =>
    (await (await page.request.get(`/api/sweeps/${id}`)).json()) as { state: string; result: Sweep };
  await expect.poll(async () => (await study()).state, { timeout: 30_000 }).toBe('done');
  await expect(page.getByTestId('sweep-verdict')).toContainText(/trials/);
  const { result } = await study();
  return result.trials[result.best[0].trial];
}

test('the run that a trial opens in the lab is the trial: its threshold, its costs, its net PnL', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const best = await bestOf(page, 'signals.oiZ=4,6\nmetrics.zWindow=30\ncosts.takerFee=0.001,0.002');
  await expect(page.getByTestId('no-replay').last()).toContainText('signals.oiZ, metrics.zWindow');
  const row = page.getByTestId('trial-table').last().getByRole('row').nth(1);
  await expect(row.getByRole('button', { name: 'Open in the replay' })).toBeDisabled();
  await row.getByRole('button', { name: 'Open in the lab' }).click();
  await expect(page.getByTestId('config')).toContainText('signals.oiZ');
  await expect(page).toHaveURL(/account=takerBps:(10|20)&config=signals.oiZ:(4|6),metrics.zWindow:30/);
  await page.reload();
  const lab = new LabPage(page);
  await expect(page.getByTestId('config')).toContainText('signals.oiZ');
  const id = await lab.runAndKeep();
  const run = (await (await page.request.get(`/api/simulations/${id}`)).json()) as Figures;
  expect([run.trades, run.netPnl]).toEqual([best.numbers.trades, best.numbers.netPnl]);
});

test("a trial's link to the replay carries its parameters and its costs", async ({ page }) => {
  test.setTimeout(120_000);
  const best = await bestOf(page, 'hold=8,12\ncosts.takerFee=0.001');
  const row = page.getByTestId('trial-table').last().getByRole('row').nth(1);
  await row.getByRole('button', { name: 'Open in the replay' }).click();
  await page.getByRole('tab', { name: 'Trades' }).click();
  await expect(page.getByTestId('account')).toContainText('taker 10 bps');
  const word = new URL(page.url()).searchParams.get('strategy') ?? '';
  const text = Buffer.from(word.replace(/^text\./, ''), 'base64url').toString();
  expect(text).toMatch(new RegExp(`hold:\\s+doc: .*\\s+default: ${best.values[0]}\\n`));
});

test('a condition that nothing meets draws no empty charts, and a phone has the verdict in sight', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/validate?dataset=demo');
  await page.getByTestId('expressions').fill('rsi > 1000');
  await page.getByTestId('run-validation').click();
  const row = page.getByTestId('signal-table').getByRole('row', { name: 'rsi > 1000' });
  await expect(row.getByText('too few events').filter({ visible: true })).toBeInViewport({ timeout: 90_000 });
  const detail = page.getByTestId('signal-detail');
  await expect(detail).not.toContainText('1970');
  await expect(detail.getByRole('img', { name: 'nothing to draw' })).toHaveCount(0);
  await expect(detail.getByText('There are no events.')).toHaveCount(3);
});

test('the page fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const view of ['signals', 'sweep', 'walk']) {
    await page.goto(`/validate?view=${view}&dataset=demo`);
    await expect(page.getByRole('heading', { name: 'Validate' })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${view}: nothing sticks out sideways`).toBeLessThanOrEqual(0);
  }
});
