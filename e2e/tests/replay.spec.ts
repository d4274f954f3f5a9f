import { expect, test } from '@playwright/test';
import { ReplayPage } from '../support/replay-page.ts';

test('the first page is the replay of the demo, complete, and nothing is loaded from elsewhere', async ({
  page,
  baseURL,
}) => {
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== baseURL) strangers.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto('/');
  const replay = new ReplayPage(page);
  await expect(replay.barInWords).toContainText('Close', { timeout: 30_000 });
  await expect(page).toHaveURL(/\/replay\?dataset=demo&/);
  await expect(page).toHaveTitle(/Replay · Hindcast$/);
  await expect(page.getByTestId('simulated').first()).toHaveText('SIMULATED');
  await expect(page.getByTestId('source').first()).toContainText('REPLAY');
  await expect(replay.metrics).toContainText('RSI 14');

  const colours = (): Promise<number> =>
    page.evaluate(() => {
      const found = new Set<number>();
      for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid="chart"] canvas')) {
        const { width, height } = canvas;
        if (width === 0 || height === 0) continue;
        const pixels = new Uint32Array(
          canvas.getContext('2d')!.getImageData(0, 0, width, height).data.buffer,
        );
        for (const pixel of pixels) found.add(pixel);
      }
      return found.size;
    });
  await expect.poll(colours, 'the chart is painted').toBeGreaterThan(20);
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
});

test('one bar forward and one bar back, by button and by key', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  const start = await replay.settled();
  const before = await replay.said();

  await replay.forward.click();
  await replay.expectCursor(start + 1);
  await replay.settled();
  const after = await replay.said();
  expect(Date.parse(`${after.time}Z`) - Date.parse(`${before.time}Z`)).toBe(5 * 60_000);
  expect(after.words).not.toBe(before.words);

  await replay.back.click();
  await replay.expectCursor(start);
  await expect(replay.barInWords).toHaveText(before.words);

  await page.keyboard.press('ArrowRight');
  await replay.expectCursor(start + 1);
  await page.keyboard.press('Shift+ArrowRight');
  await replay.expectCursor(start + 11);
  await page.keyboard.press('ArrowLeft');
  await replay.expectCursor(start + 10);
});

test('the scrubber is dragged and clicked, and the bar under the hand is shown', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  const rows = await replay.rows();

  await replay.drag(0.1, 0.6);
  const dragged = await replay.settled();
  expect(dragged / rows).toBeCloseTo(0.6, 2);

  const box = (await replay.scrubber.boundingBox())!;
  await page.mouse.click(box.x + 0.3 * box.width, box.y + box.height / 2);
  const clicked = await replay.settled();
  expect(clicked / rows).toBeCloseTo(0.3, 2);
  await expect(page.getByTestId('bar-count')).toContainText(
    new RegExp(`bar ${(clicked + 1).toLocaleString('en')}\\b`),
  );
});

test('plays and pauses, at the speed that was chosen', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?speed=50');
  const start = await replay.settled();

  const began = Date.now();
  await replay.play.click();
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + 60);
  await replay.play.click();
  await expect(replay.play).toHaveAccessibleName(/Play/);
  const seconds = (Date.now() - began) / 1000;

  const stopped = await replay.settled();
  expect(stopped - start).toBeLessThanOrEqual(Math.ceil(50 * seconds) + 1);
  await page.waitForTimeout(700);
  expect(await replay.cursor()).toBe(stopped);
});

test('the address holds the view, and opening it again restores it exactly', async ({ page, context }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  await page.getByLabel(/^Symbol:/).click();
  await page.getByRole('option', { name: /ETH/ }).click();
  await replay.drag(0.2, 0.45);
  await replay.settled();
  await expect(replay.barInWords).toContainText('ETH');

  const address = await replay.address();
  expect(address.searchParams.get('dataset')).toBe('demo');
  expect(address.searchParams.get('symbol')).toBe('ETH/USDT:USDT');
  expect(address.searchParams.get('tf')).toBe('5m');
  const said = await replay.said();

  const again = new ReplayPage(await context.newPage());
  await again.open(address.search);
  await again.settled();
  expect(await again.said()).toEqual(said);
  expect(await again.cursor()).toBe(await replay.cursor());
  expect((await again.address()).search).toBe(address.search);
});

test('two tabs hold two sessions', async ({ page, context }) => {
  const one = new ReplayPage(page);
  await one.open();
  const place = await one.settled();

  const two = new ReplayPage(await context.newPage());
  await two.open('?speed=100');
  await two.play.click();
  await expect.poll(() => two.cursor()).toBeGreaterThan(place + 50);

  await one.forward.click();
  await one.expectCursor(place + 1);
  await expect(one.play).toHaveAccessibleName(/Play/);
  await expect(two.play).toHaveAccessibleName(/Pause/);
});
