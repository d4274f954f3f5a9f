import { expect, test, type Page } from '@playwright/test';
import { barriers } from '../support/barriers.ts';
import { isSigned, openReceiver, type Receiver } from '../support/receiver.ts';

const SECRET = 'a secret of the test';
const RULE = 'Up bar';

/** What is asked here of an alert in the history. */
interface KeptAlert {
  venue: string;
  symbol: string;
  timeframe: string;
  time: number;
  title: string;
  description: string;
  acknowledgedAt: number | null;
  replay: string;
}

/** Controls of the page that a toast lies over, by name. */
function covered(page: Page): Promise<string[]> {
  return page.getByTestId('alert-toasts').evaluate((toasts) => {
    const cards = [...toasts.querySelectorAll('[data-testid="alert-toast"]')];
    const boxes = cards.map((card) => card.getBoundingClientRect());
    const controls = [...document.querySelectorAll('#page :is(button, a[href], input, select, textarea)')];
    return controls
      .filter((control) => {
        const own = control.getBoundingClientRect();
        return boxes.some(
          (box) =>
            own.width > 0 &&
            own.left < box.right &&
            box.left < own.right &&
            own.top < box.bottom &&
            box.top < own.bottom,
        );
      })
      .map((control) => control.textContent ?? control.tagName);
  });
}

test.describe('alerts', () => {
  let receiver: Receiver;
  test.beforeEach(async () => {
    receiver = await openReceiver();
  });
  test.afterEach(async ({ page }) => {
    receiver.close();
    for (const path of ['/api/alerts/rules', '/api/webhooks']) {
      const all = (await (await page.request.get(path)).json()) as { id: string }[];
      for (const { id } of all) await page.request.delete(`${path}/${id}`);
    }
  });

  test('a rule is previewed and kept, speaks, is delivered, shown, acknowledged', async ({ page }) => {
    test.setTimeout(120_000);
    // The live market has to be warm: the demo is played, a bar of 5m every five seconds.
    await expect
      .poll(async () => JSON.stringify(await (await page.request.get('/api/health')).json()), {
        timeout: 45_000,
      })
      .toContain('"stage":"live"');

    // A target on this machine, tested from the page; its secret is never shown again.
    await page.goto('/alerts?view=targets');
    await page.getByTestId('new-target').click();
    await page.getByTestId('target-name').fill('Loopback');
    await page.getByTestId('target-url').fill(receiver.url);
    await page.getByTestId('target-secret').fill(SECRET);
    await page.getByTestId('save-target').click();
    await page.getByTestId('test-target').click();
    await expect(page.getByTestId('test-result')).toContainText(/Delivered HTTP 200, \d+ ms/);
    expect(receiver.received.map(({ event }) => event.event_type)).toContain('TEST');
    expect(await page.content()).not.toContain(SECRET);

    // A rule: a fault is told in its place, a sound one is previewed before it is kept.
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByTestId('new-rule').click();
    await page.getByTestId('rule-blank').click();
    await page.getByTestId('rule-name').fill(RULE);
    const when = page.getByTestId('rule-when');
    await when.fill('closee > prev.close');
    await expect(page.getByTestId('rule-when-problem')).toContainText('Did you mean "close"?');
    await expect(page.getByTestId('save-rule')).toBeDisabled();
    await when.fill('close > prev.close');
    await page.getByTestId('preview-rule').click();
    await expect(page.getByTestId('preview-verdict')).toContainText('at random over 12 bars');
    await expect(page.getByRole('img', { name: /^hit rate .* at random/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /^Alerts a day/ })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('save-rule').click();
    await expect(page.getByTestId('rule-row')).toContainText(RULE);

    // It speaks at one of the next closes: as a toast that covers nothing, at the receiver, in the log.
    const toast = page.getByTestId('alert-toast').filter({ hasText: RULE }).first();
    await expect(toast).toBeVisible({ timeout: 30_000 });
    expect(await covered(page)).toEqual([]);
    await expect
      .poll(() => receiver.received.filter(({ event }) => event.title === RULE).length)
      .toBeGreaterThan(0);
    expect(receiver.received.every((request) => isSigned(request, SECRET))).toBe(true);
    await page.getByRole('tab', { name: 'Deliveries' }).click();
    await expect(page.getByTestId('delivery').filter({ hasText: RULE }).first()).toContainText(
      'HTTP 200: taken',
    );

    // In the history, with why and how often it was right before; seen by one key.
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByTestId('history-kind').click();
    await page.getByRole('option', { name: 'Own rule' }).click();
    // Of the timeframe that is recorded: what was said of higher ones is looked at in its bars.
    const row = page.getByTestId('alert-row').filter({ hasText: '· 5m' }).first();
    await expect(row).toContainText(RULE);
    await row.getByRole('button').click();
    await expect(page.getByTestId('alert-detail')).toContainText('close > prev.close');
    await expect(page.getByTestId('open-replay')).toHaveAttribute('href', /^\/alerts\/open\?id=/);
    const eventId = await page
      .getByTestId('alert-detail')
      .getByTitle(/^[0-9a-f-]{36}$/)
      .innerText();
    await page.keyboard.press('a');
    await expect(page.getByTestId('alert-detail')).toContainText('Not seen after all');
    const kept = await page.request.get(`/api/alerts/history/${eventId}`);
    const alert = (await kept.json()) as KeptAlert;
    expect(alert.acknowledgedAt).not.toBeNull();

    // Its link opens a replay of what was known then, in which it stands, word for word.
    const replay = await page.context().newPage();
    await replay.goto(alert.replay);
    await replay.waitForURL(/\/replay\?dataset=alert-/, { timeout: 30_000 });
    await expect(replay.getByTestId('stage')).toBeVisible();
    const { venue, symbol, timeframe, time } = alert;
    const dataset = new URL(replay.url()).searchParams.get('dataset')!;
    const asked = new URLSearchParams({ dataset, venue, symbol, tf: timeframe, limit: '5000' });
    const said = (await (await page.request.get(`/api/alerts?${asked}`)).json()) as KeptAlert[];
    const again = said.filter((one) => one.time === time && one.title === RULE);
    expect(again.map(({ description }) => description)).toEqual([alert.description]);
    await replay.close();

    await page.setViewportSize({ width: 390, height: 844 });
    for (const name of ['Dead letters', 'Deliveries', 'Targets', 'Rules', 'History']) {
      await page.getByRole('tab', { name }).click();
      await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, `${name}: nothing sticks out sideways`).toBeLessThanOrEqual(0);
    }
  });
});
