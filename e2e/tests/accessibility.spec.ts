import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { ReplayPage } from '../support/replay-page.ts';

/** What axe finds that keeps people out, each with the places where it found it. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
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

    for (const path of ['/data', '/live', '/lab', '/alerts']) {
      test(`${path} has no serious barrier`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        expect(await barriers(page)).toEqual([]);
      });
    }
  });
}
