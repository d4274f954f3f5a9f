import { expect, test } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { ReplayPage } from '../support/replay-page.ts';

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
