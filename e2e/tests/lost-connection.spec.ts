import { expect, test, type WebSocketRoute } from '@playwright/test';
import { ReplayPage } from '../support/replay-page.ts';

test('a socket that dies while playing is taken up again at the same place, and the film goes on', async ({
  page,
  context,
}) => {
  const routes: WebSocketRoute[] = [];
  await page.routeWebSocket(/socket\.io/, (route) => {
    routes.push(route);
    route.connectToServer();
  });
  const replay = new ReplayPage(page);
  await replay.open('?speed=25');
  const start = await replay.settled();
  await replay.play.click();
  await expect.poll(() => replay.cursor()).toBeGreaterThan(start + 20);

  const died = await replay.cursor();
  await routes.at(-1)!.close({ code: 1001, reason: 'killed by the test' });
  await expect(replay.link).toHaveAttribute('data-link', /lost|resuming/);
  await expect(replay.link).toHaveAttribute('data-link', 'online');
  expect(routes.length).toBeGreaterThan(1);

  expect(await replay.cursor()).toBeGreaterThanOrEqual(died);
  await expect(replay.play).toHaveAccessibleName(/Pause/);
  await expect.poll(() => replay.cursor()).toBeGreaterThan(died + 25);
  await replay.play.click();
  await replay.settled();

  // What went on after the break is what a session without a break says of the same bar.
  const address = await replay.address();
  const fresh = new ReplayPage(await context.newPage());
  await fresh.open(address.search);
  await fresh.settled();
  expect(await fresh.said()).toEqual(await replay.said());
});
