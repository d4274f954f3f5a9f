import { expect, test, type Page } from '@playwright/test';
import { Fingers } from '../support/fingers.ts';
import { ReplayPage } from '../support/replay-page.ts';
import { WireTap } from '../support/wire-tap.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** A replay a week into the demo: what was played ends within the first twelfth of the timeline. */
async function opened(page: Page): Promise<{ replay: ReplayPage; fingers: Fingers; start: number }> {
  const replay = new ReplayPage(page);
  await replay.open('?speed=100');
  const start = await replay.settled();
  expect(start / (await replay.rows())).toBeLessThan(0.1);
  return { replay, fingers: new Fingers(page, replay.scrubber), start };
}

/** Where what was played ends, as the server says it. */
const furthest = (tap: WireTap): number =>
  Math.max(
    ...tap
      .from('replay_seek')
      .flatMap(({ args }) => args as { data?: { furthest: number } }[])
      .map(({ data }) => data?.furthest ?? 0),
    0,
  );

test('a finger scrubs what was played, and plays on only when it is lifted', async ({ page }) => {
  const tap = new WireTap(page);
  const { replay, fingers, start } = await opened(page);
  await fingers.down([0.06]);
  await fingers.move([[0.03]]);
  await expect.poll(() => replay.cursor()).toBeLessThan(start);
  const played = Math.round(0.03 * (await replay.rows()));
  await expect.poll(() => replay.cursor()).toBeGreaterThan(played - 300);
  // Over what was not played it goes to the end of what was, and no further.
  await fingers.move([[0.2]]);
  await replay.expectCursor(start);
  await page.waitForTimeout(300);
  expect(furthest(tap)).toBeLessThanOrEqual(start);
  await fingers.up();
  expect((await replay.settled()) / (await replay.rows())).toBeCloseTo(0.2, 1);
});

test('zooming with two fingers over what was not played plays nothing', async ({ page }) => {
  const tap = new WireTap(page);
  const { replay, fingers, start } = await opened(page);
  const fit = page.getByRole('button', { name: 'Whole recording' });
  await fingers.down([0.5]);
  await fingers.down([0.5], [0.6]);
  await fingers.move([[0.3], [0.8]]);
  await fingers.up();
  await expect(fit).toBeVisible();
  await fit.tap();

  // Also where the first finger has moved before the second one comes, or has rested: the cursor is where it was.
  await fingers.down([0.5]);
  await fingers.move([[0.55]]);
  await fingers.down([0.55], [0.7]);
  await fingers.move([[0.4], [0.8]]);
  await fingers.up();
  await fit.tap();
  await fingers.down([0.02]);
  await page.waitForTimeout(600);
  await expect.poll(() => replay.cursor()).toBeLessThan(start);
  await fingers.down([0.02], [0.5]);
  await fingers.move([[0.02], [0.9]]);
  await fingers.up();
  await replay.expectCursor(start);
  await page.waitForTimeout(500);
  await replay.expectCursor(start);
  expect(furthest(tap), 'nothing was played').toBeLessThanOrEqual(start);
});

test('two fingers pan a zoomed timeline', async ({ page }) => {
  const { replay, fingers, start } = await opened(page);
  const seek = async (share: number): Promise<number> => {
    await fingers.down([share]);
    await fingers.up();
    return replay.settled();
  };
  await fingers.down([0.02], [0.1]);
  await fingers.move([[0.02], [0.9]]);
  await fingers.up();
  const before = await seek(0.3);
  await fingers.down([0.3], [0.6]);
  await fingers.move([[0.5], [0.8]]);
  await fingers.up();
  expect(await seek(0.3), 'what lay to the left has come into view').toBeLessThan(before);
  expect(await seek(0.5)).toBeGreaterThan(before - 40);
  expect(before).toBeLessThan(start);
});

test('what a phone has no room for is one touch away: trades, a time, a range, other charts', async ({
  page,
}) => {
  const { replay, fingers, start } = await opened(page);
  await replay.play.tap();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + 5);
  await replay.play.tap();
  const here = await replay.settled();

  const more = page.getByTestId('more');
  const box = (await more.boundingBox())!;
  expect(Math.min(box.width, box.height), 'a finger finds it').toBeGreaterThanOrEqual(40);
  await more.tap();
  const sheet = page.getByRole('dialog');
  for (const target of await sheet.locator('button, input, select').all()) {
    const { width, height } = (await target.boundingBox())!;
    expect(Math.min(width, height), await target.innerText()).toBeGreaterThanOrEqual(40);
  }
  await page.getByTestId('previous-trade').tap();
  await expect.poll(() => replay.cursor()).toBeLessThan(here);
  await replay.settled();

  await more.tap();
  await page.getByTestId('time-alone').fill('2025-01-10 06:00');
  await page.getByTestId('time-alone').press('Enter');
  await expect(replay.time).toHaveValue('2025-01-10 06:00');
  const row = await replay.settled();

  await more.tap();
  await page.getByTestId('mark-range').tap();
  await expect(page.getByText('Drag to mark a range')).toBeVisible();
  await fingers.down([0.02]);
  await fingers.move([[0.05]]);
  await fingers.up();
  await expect(page.getByTestId('range')).toContainText(/[\d,]+ bars/);
  await expect(page.getByText('Drag to mark a range')).toBeHidden();
  await replay.expectCursor(row);
  await expect(page.getByTestId('simulate-range')).toBeVisible();
  await page.getByTestId('loop').tap();
  await expect(page.getByTestId('loop')).toHaveAttribute('aria-pressed', 'true');

  await more.tap();
  await page.getByTestId('beside-timeframes').tap();
  await page.getByRole('button', { name: 'Close', exact: true }).tap();
  await expect(page.getByTestId('beside-charts')).toContainText(/BTC\s+15m/, { useInnerText: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
});
