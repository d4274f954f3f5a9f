import { expect, test } from '@playwright/test';
import { futureIn } from '../support/future.ts';
import { ReplayPage } from '../support/replay-page.ts';
import { WireTap } from '../support/wire-tap.ts';

test('blind: symbol and date stay hidden on the wire, decisions by key and button stand beside the rule’s', async ({
  page,
}) => {
  const tap = new WireTap(page);
  const replay = new ReplayPage(page);
  await replay.open('?speed=2500');
  await page.getByTestId('mode').first().click();
  const before = tap.packets.length;
  await page.getByTestId('blind-identity').click();
  const blind = page.getByTestId('blind');
  await expect(blind).toBeVisible();
  await expect(page.getByText('Hidden symbol')).toBeVisible();
  await expect(page).toHaveTitle(/^hidden/);

  // Playing stops at a signal; a decision lets it go on to the next one.
  await replay.play.click();
  await expect(blind).toHaveAttribute('data-waiting', 'true', { timeout: 20_000 });
  const first = await replay.cursor();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('blind-so-far')).toContainText('1 decided');
  await expect.poll(() => replay.cursor()).toBeGreaterThan(first);
  await expect(blind).toHaveAttribute('data-waiting', 'true', { timeout: 20_000 });
  await page.getByTestId('blind-short').click();
  await expect(page.getByTestId('blind-so-far')).toContainText('2 decided');
  await expect(blind).toHaveAttribute('data-waiting', 'true', { timeout: 20_000 });
  await page.keyboard.press('x');
  await expect(page.getByTestId('blind-so-far')).toContainText('3 decided');

  // Until here nothing told what it is: neither a name nor a date of the recording (which is of 2025) in any packet.
  const received = tap.packets.slice(before).filter(({ direction }) => direction === 'received');
  expect(received.length).toBeGreaterThan(5);
  // What the replay before it was still told may come until the blind one is open.
  const own = received.slice(received.findIndex(({ event }) => event === 'replay_open'));
  const words = JSON.stringify(own, (_, value: unknown) =>
    (value as { type?: string } | null)?.type === 'Buffer' ? 'bytes' : value,
  );
  for (const secret of ['BTC', 'ETH', 'SOL', 'binanceusdm', 'bybit', 'okx', '2025-'])
    expect(words).not.toContain(secret);
  expect([...words.matchAll(/(?<![\d.])17[0-9]{11}(?![\d.])/g)]).toEqual([]);
  expect(futureIn(own)).toEqual([]);

  await page.getByTestId('blind-finish').click();
  const verdict = page.getByTestId('verdict');
  await expect(verdict).toContainText('3 signals decided');
  await expect(verdict.getByRole('row', { name: /Hit rate/ })).toBeVisible();
  await expect(verdict.getByRole('row', { name: /Net PnL/ })).toBeVisible();
  await expect(verdict.getByRole('row', { name: /Regret of what was passed/ })).toBeVisible();
  await expect(page.getByTestId('revealed')).toContainText(/(BTC|ETH|SOL)\/USDT:USDT/);
  await page.getByTestId('blind-leave').click();
  await expect(page.getByTestId('mode').first()).toHaveText(/honest/i);
});

test('blind with masked prices begins at 100 and keeps the symbol', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open();
  await page.getByTestId('mode').first().click();
  await page.getByTestId('blind-prices').click();
  await expect(page.getByTestId('blind')).toContainText('prices are masked');
  await expect(replay.barInWords).toContainText('BTC/USDT:USDT');
  await expect(replay.barInWords).toContainText(/Close 100\b/);
});

test('blind takes the costs of the replay along, and gives back the strategy that ran along before', async ({
  page,
}) => {
  const tap = new WireTap(page);
  const replay = new ReplayPage(page);
  await replay.open('?strategy=none&account=takerBps:0,initialCapital:2500');
  await page.getByTestId('mode').first().click();
  await page.getByTestId('blind-prices').click();
  await expect(page.getByTestId('blind')).toBeVisible();
  await expect(page.getByText('A blind replay needs a rule to compare with')).toBeVisible();
  const asked = tap.packets.filter(({ direction, event }) => direction === 'sent' && event === 'replay_open');
  const account = { costs: { takerBps: 0 }, initialCapital: 2500 };
  expect(asked.at(-1)?.args[0]).toMatchObject({ blind: 'prices', account });

  await page.getByTestId('blind-finish').click();
  await page.getByTestId('blind-leave').click();
  await expect(page.getByTestId('mode').first()).toHaveText(/honest/i);
  await expect(page).toHaveURL(/strategy=none&account=takerBps:0,initialCapital:2500/);
});
