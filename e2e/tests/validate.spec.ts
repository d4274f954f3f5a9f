import { expect, test } from '@playwright/test';
import { barriers } from '../support/barriers.ts';

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
  expect(await barriers(page)).toEqual([]);
  await page
    .getByTestId('trial-table')
    .last()
    .getByRole('button', { name: 'Open in the lab' })
    .first()
    .click();
  await expect(page).toHaveURL(/\/lab\?.*strategy=draft-/);
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
