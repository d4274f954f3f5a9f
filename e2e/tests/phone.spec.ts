import { expect, test } from '@playwright/test';
import { ReplayPage } from '../support/replay-page.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the replay fits a phone and is driven by a finger', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  const start = await replay.settled();

  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  for (const part of [replay.chart, replay.scrubber, replay.play, replay.forward])
    await expect(part).toBeInViewport();

  const button = (await replay.forward.boundingBox())!;
  expect(Math.min(button.width, button.height), 'a finger finds it').toBeGreaterThanOrEqual(40);
  await replay.forward.tap();
  await replay.expectCursor(start + 1);

  const box = (await replay.scrubber.boundingBox())!;
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  expect((await replay.settled()) / (await replay.rows())).toBeCloseTo(0.5, 1);
});

test('the state of the bar has room below the fold, and charts side by side can be read', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z&with=symbols');
  await replay.settled();
  const panel = page.getByRole('complementary', { name: 'State of the bar' });
  await panel.scrollIntoViewIfNeeded();
  expect((await panel.boundingBox())!.height).toBeGreaterThan(400);
  await page.getByRole('tab', { name: 'Tiers' }).tap();
  for (const tier of ['tier-1', 'tier-2']) await expect(page.getByTestId(tier)).toBeInViewport();
  const beside = page.getByTestId('beside-charts').getByTestId('chart').first();
  const box = (await beside.boundingBox())!;
  expect(box.width).toBeGreaterThan(240);
  expect(box.height).toBeGreaterThan(140);
  // One chart of the page bears the library's mark: on the small ones it would lie over the bars.
  await expect(page.locator('#tv-attr-logo')).toHaveCount(1);
});

test.describe('a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 } });

  test('has the mode and the time once, and nothing lies over them', async ({ page }) => {
    const replay = new ReplayPage(page);
    await replay.open('?t=2025-01-20T12:00Z');
    await expect(page.getByTestId('mode').locator('visible=true')).toHaveCount(1);
    await page.getByTestId('timeframe').click({ trial: true });
    await expect(replay.time).toBeInViewport({ ratio: 1 });
  });
});

test.describe('a small screen on its side', () => {
  test.use({ viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false });

  test('has nothing that lies over something else, and metrics that can be told apart', async ({ page }) => {
    const replay = new ReplayPage(page);
    await replay.open('?t=2025-01-20T12:00Z&range=2025-01-20T08:00Z..2025-01-20T11:00Z');
    for (const part of ['play-until', 'mark-range', 'loop', 'timeframe', 'mode'])
      await page.getByTestId(part).locator('visible=true').click({ trial: true });
    const lap = await page.evaluate(() => {
      const box = (id: string): DOMRect =>
        [...document.querySelectorAll(`[data-testid="${id}"]`)]
          .map((element) => element.getBoundingClientRect())
          .find(({ width }) => width > 0)!;
      return box('play-until').right - box('mark-range').left;
    });
    expect(lap).toBeLessThanOrEqual(0);
    await expect(page.getByTestId('mode').locator('visible=true')).toHaveCount(1);
    const label = await replay.metrics.locator('[data-metric=openInterest] dt').boundingBox();
    expect(label!.width).toBeGreaterThan(55);
  });
});
