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
