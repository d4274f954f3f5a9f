import { expect, test, type Page } from '@playwright/test';
import { HeldWire } from '../support/held-wire.ts';
import { ReplayPage } from '../support/replay-page.ts';

const PLACE = '?t=2025-01-20T12:00Z&speed=25';
/** Slow enough to do something before the next rare signal. */
const SLOW = '?t=2025-01-20T12:00Z&speed=10';
/** Bars of the range that is looped beyond its first. */
const LONG = 30;

/** Marks a range from here on and sets the film going round in it; answers its first row. */
async function loop(page: Page, replay: ReplayPage): Promise<number> {
  const start = await replay.settled();
  await page.keyboard.press('i');
  for (let k = 0; k < LONG / 10; k++) await page.keyboard.press('Shift+ArrowRight');
  await replay.expectCursor(start + LONG);
  await page.keyboard.press('o');
  await page.getByTestId('loop').click();
  await replay.expectCursor(start);
  await replay.play.click();
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  return start;
}

/** Where the cursor was in the next so many milliseconds. */
async function watched(page: Page, replay: ReplayPage, ms: number): Promise<Set<number>> {
  const seen = new Set<number>();
  for (const end = Date.now() + ms; Date.now() < end; await page.waitForTimeout(15))
    seen.add(await replay.cursor());
  return seen;
}

/** Expects that the film goes round between two rows, and that nothing behind them was ever played. */
async function expectRound(page: Page, replay: ReplayPage, first: number, last: number): Promise<void> {
  const seen = await watched(page, replay, 4_000);
  expect(seen.size, 'it goes on').toBeGreaterThan(3);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(first);
  expect(Math.max(...seen)).toBeLessThanOrEqual(last);
  await replay.play.click();
  await expect(replay.play).toHaveAccessibleName(/Play/);
  await page.keyboard.press('End');
  expect(await replay.settled(), 'the furthest bar').toBeLessThanOrEqual(last);
}

/** Sets the film going until a signal that is rare enough for something to happen on the way. */
async function playUntil(page: Page, replay: ReplayPage): Promise<void> {
  await page.getByTestId('play-until').click();
  await page.getByRole('menuitem', { name: /≥ 5/ }).click();
  await expect(replay.play).toHaveAccessibleName(/Pause/);
}

/** The bar of the first such signal behind the place, and that of the place itself; the page stands there again. */
async function nextSignal(page: Page, replay: ReplayPage): Promise<{ start: number; signal: number }> {
  const start = await replay.settled();
  await playUntil(page, replay);
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start);
  await expect(replay.play).toHaveAccessibleName(/Play/);
  const signal = await replay.settled();
  await replay.time.fill('2025-01-20 12:00');
  await replay.time.press('Enter');
  await replay.expectCursor(start);
  return { start, signal };
}

async function expectRest(page: Page, replay: ReplayPage, row: number): Promise<void> {
  await replay.expectCursor(row);
  await page.waitForTimeout(700);
  await expect(replay.play).toHaveAccessibleName(/Play/);
  expect(await replay.cursor()).toBe(row);
}

test('a loop that the server ended while the page heard nothing goes round again after the connection is back', async ({
  page,
}) => {
  const wire = await HeldWire.of(page);
  const replay = new ReplayPage(page);
  await replay.open(PLACE);
  const start = await loop(page, replay);
  wire.silence();
  await page.waitForTimeout((LONG / 25) * 1_000 + 1_000);
  await wire.cut();
  await expect(replay.link).toHaveAttribute('data-link', /lost|resuming/);
  await expect(replay.link).toHaveAttribute('data-link', 'online');
  await expectRound(page, replay, start, start + LONG);
});

test('a loop whose end the server had passed before it was told of it is gone round in', async ({ page }) => {
  const wire = await HeldWire.of(page);
  const replay = new ReplayPage(page);
  await replay.open(PLACE);
  const start = await loop(page, replay);
  // The same range, while the film runs without it.
  await replay.play.click();
  await page.getByTestId('loop').click();
  await replay.time.fill('2025-01-20 12:00');
  await replay.time.press('Enter');
  await replay.expectCursor(start);
  // By the time that the page sees the first bar, the server is beyond the last one of the range.
  wire.delay = ((LONG + 10) / 25) * 1_000;
  await replay.play.click();
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  await page.getByTestId('loop').click();
  // What the server had played by then comes first.
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + 5);
  await page.waitForTimeout(5 * wire.delay);
  const seen = await watched(page, replay, 6 * wire.delay);
  expect(seen.size, 'it goes on').toBeGreaterThan(3);
  expect(Math.min(...seen)).toBe(start);
  expect(Math.max(...seen)).toBeLessThanOrEqual(start + LONG);
  await expect(replay.play).toHaveAccessibleName(/Pause/);
});

test('a loop goes on in a session that had to be opened anew', async ({ page }) => {
  const wire = await HeldWire.of(page);
  const replay = new ReplayPage(page);
  await replay.open(PLACE);
  const start = await loop(page, replay);
  wire.forgets = true;
  await wire.cut();
  const notices = page.locator('[data-sonner-toast]');
  await expect(notices.filter({ hasText: 'opened again at the same bar' })).toBeVisible();
  await expect(page.getByTestId('range')).toContainText(`${LONG + 1} bars`);
  await expectRound(page, replay, start, start + LONG);
});

test('a film that plays until a signal rests on it, though the connection broke or the speed was changed', async ({
  page,
}) => {
  const wire = await HeldWire.of(page);
  const replay = new ReplayPage(page);
  await replay.open(SLOW);
  const { start, signal } = await nextSignal(page, replay);
  expect(signal - start, 'there is time to change the speed').toBeGreaterThan(10);

  await playUntil(page, replay);
  await page.keyboard.press('j');
  await expect(page.getByTestId('speed')).toContainText('5×');
  await expectRest(page, replay, signal);

  await replay.time.fill('2025-01-20 12:00');
  await replay.time.press('Enter');
  await replay.expectCursor(start);
  await playUntil(page, replay);
  wire.silence();
  await page.waitForTimeout(((signal - start) / 5) * 1_000 + 700);
  await wire.cut();
  await expect(replay.link).toHaveAttribute('data-link', /lost|resuming/);
  await expect(replay.link).toHaveAttribute('data-link', 'online');
  await expectRest(page, replay, signal);
});

test('a film that plays until a signal rests on it where a range is looped that lies before', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open(SLOW);
  const { start, signal } = await nextSignal(page, replay);
  await page.keyboard.press('i');
  for (let k = 1; k <= 5; k++) await page.keyboard.press('ArrowRight');
  await replay.expectCursor(start + 5);
  expect(signal).toBeGreaterThan(start + 5);
  await page.keyboard.press('o');
  await page.keyboard.press('p');
  await replay.expectCursor(start);
  await playUntil(page, replay);
  await expectRest(page, replay, signal);
});

test('a film follows the range while somebody marks another one or forgets it', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open(PLACE);
  const start = await loop(page, replay);
  const rows = await replay.rows();
  await page.keyboard.down('Shift');
  await replay.drag(start / rows - 0.01, start / rows + 0.03);
  await page.keyboard.up('Shift');
  await expect
    .poll(() => replay.cursor(), 'beyond the end of the old range')
    .toBeGreaterThan(start + LONG + 20);
  await expect(replay.play).toHaveAccessibleName(/Pause/);

  // Back to a short one, which lies behind the cursor: the film goes there.
  await page.keyboard.down('Shift');
  await replay.drag(start / rows - 0.01, start / rows);
  await page.keyboard.up('Shift');
  await expect.poll(() => replay.cursor()).toBeLessThanOrEqual(start + 3);
  const seen = await watched(page, replay, 1_500);
  expect(Math.max(...seen)).toBeLessThanOrEqual(start + 3);
  await page.getByRole('button', { name: 'Forget the range' }).click();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + LONG);
  await expect(replay.play).toHaveAccessibleName(/Pause/);
});
