import { expect, test } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { ReplayPage } from '../support/replay-page.ts';

declare global {
  interface Window {
    /** What the status region has said. */
    announced: string[];
  }
}

for (const scheme of ['dark', 'light'] as const) {
  test.describe(`${scheme} theme`, () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript((mode) => localStorage.setItem('mode-watcher-mode', mode), scheme);
    });

    test('the replay has no serious barrier', async ({ page }) => {
      const replay = new ReplayPage(page);
      await replay.open();
      await replay.settled();
      await expect(page.locator('html')).toHaveClass(scheme === 'dark' ? /dark/ : /^(?!.*dark)/);
      expect(await barriers(page)).toEqual([]);
    });

    for (const path of ['/data', '/live', '/lab', '/validate', '/alerts']) {
      test(`${path} has no serious barrier`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        expect(await barriers(page)).toEqual([]);
      });
    }
  });
}

test('the bar is told in words: what stands still is announced, all of it can be read', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-03-09T21:00Z');
  const start = await replay.settled();
  const full = page.getByTestId('bar-in-full');
  for (const detector of ['Liquidation cascade', 'Funding anomaly', 'Volatility regime', 'Trend regime'])
    await expect(full).toContainText(new RegExp(`${detector}: [a-z]`));
  for (const tier of [1, 2, 3, 4, 5, 6])
    await expect(full).toContainText(new RegExp(`Tier ${tier}, [a-z]+, `));
  await expect(full).toContainText(/fires: .* is above .*\(\+.*\)/);

  await expect(full).toContainText('No open position.');
  // A bar before a trade was closed it was open.
  await page.keyboard.press('{');
  await expect.poll(() => replay.cursor()).toBeLessThan(start);
  await replay.settled();
  await page.keyboard.press('ArrowLeft');
  await replay.settled();
  await expect(full).toContainText(
    /Open position: (long|short) since .* Unrealised PnL .* \(MAE\) .* \(MFE\) .* regret/,
  );

  // A drag over hundreds of bars is one announcement, and a fast film none.
  const announced = (): Promise<string[]> => page.evaluate(() => window.announced.splice(0));
  await page.evaluate(() => {
    window.announced = [];
    const region = document.querySelector('[data-testid="bar-as-text"]')!;
    new MutationObserver(() => window.announced.push(region.textContent?.trim() ?? '')).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  await replay.drag(0.1, 0.4);
  await replay.settled();
  expect((await announced()).filter(Boolean)).toHaveLength(1);
  await page.keyboard.press('Space');
  const from = await replay.cursor();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(from + 20);
  expect((await announced()).filter(Boolean)).toEqual([]);
  await page.keyboard.press('Space');
  await replay.settled();
  expect((await announced()).filter(Boolean)).toHaveLength(1);
});
