import { expect, test } from '@playwright/test';
import { futureIn, futureInBody } from '../support/future.ts';
import { ReplayPage } from '../support/replay-page.ts';
import { WireTap } from '../support/wire-tap.ts';

test('in honest mode nothing after the furthest bar played crosses the socket', async ({ page }) => {
  const tap = new WireTap(page);
  const answers: { path: string; body: Promise<unknown> }[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/'))
      answers.push({ path: pathname, body: response.json().catch(() => null) });
  });
  const replay = new ReplayPage(page);
  await replay.open('?speed=250&with=timeframes');
  await expect(page.getByTestId('mode').first()).toHaveText(/honest/i);

  await replay.play.click();
  const start = await replay.cursor();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + 200);
  await replay.play.click();
  await replay.drag(0.05, 0.3);
  await replay.settled();
  await replay.drag(0.3, 0.1);
  await replay.settled();
  await page.keyboard.press(']');
  await replay.settled();
  await replay.forward.click();
  await replay.settled();

  const frames = tap.from('metrics_update').length + tap.from('replay_rows').length;
  expect(frames, 'frames were seen at all').toBeGreaterThan(3);
  expect(tap.from('replay_overview').length).toBeGreaterThan(0);
  expect(tap.from('replay_bar').length).toBeGreaterThan(0);
  expect(futureIn(tap.packets)).toEqual([]);

  // Over HTTP the page learns what there is (datasets, settings), and nothing of what is in it.
  expect(answers.length).toBeGreaterThan(0);
  for (const { path, body } of answers) {
    expect(path).not.toMatch(
      /bars|metrics|signals|alerts|features|cascades|funding|volatility|regimes|correlation/,
    );
    expect(futureInBody(await body, tap.packets), path).toEqual([]);
  }
});

test('the check on the future can fail: a review session is full of it', async ({ page }) => {
  const tap = new WireTap(page);
  const replay = new ReplayPage(page);
  await replay.open('?mode=review');
  await replay.settled();
  await expect.poll(() => futureIn(tap.packets).length).toBeGreaterThan(0);
});
