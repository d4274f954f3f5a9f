import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { barriers } from '../support/barriers.ts';

test.describe('settings', () => {
  test.afterEach(async ({ request }, { status }) => {
    if (status !== 'passed') await request.put('/api/settings', { data: {} });
  });

  test('are kept on the server, refused in a sentence, exported, and reset', async ({
    page,
    browser,
    baseURL,
  }) => {
    await page.goto('/settings');
    const field = page.getByTestId('threshold-signals-oiZ');
    await expect(field).toHaveAttribute('placeholder', '2.5');

    // What cannot be is told at its field; nothing is changed.
    await field.fill('-1');
    await page.getByTestId('save-thresholds').click();
    await expect(page.getByTestId('threshold-problem')).toContainText('oiZ must be a number from 0');
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    expect(await barriers(page)).toEqual([]);

    await field.fill('3.25');
    await page.getByTestId('save-thresholds').click();
    await expect(page.getByText('Thresholds saved.')).toBeVisible();
    await page.getByTestId('time-zone').selectOption('Asia/Tokyo');
    await page.getByText('Light', { exact: true }).click();
    await expect(page.getByTestId('settings-state')).toHaveAttribute('data-state', 'saved');

    expect(await barriers(page)).toEqual([]);

    // Another browser has them, and its page begins in their colours.
    const other = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 } });
    const second = await other.newPage();
    await second.goto('/settings');
    await expect(second.getByTestId('threshold-signals-oiZ')).toHaveValue('3.25');
    await expect(second.getByTestId('time-zone')).toHaveValue('Asia/Tokyo');
    await expect(second.locator('html')).not.toHaveClass(/dark/);
    const over = await second.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
    await other.close();

    const download = page.waitForEvent('download');
    await page.getByTestId('export-settings').click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(JSON.parse(file)).toMatchObject({
      thresholds: { global: { signals: { oiZ: 3.25 } } },
      timeZone: 'Asia/Tokyo',
      layout: { theme: 'light' },
    });

    // A file with one wrong value is refused as a whole.
    const wrong = Buffer.from(file.replace('3.25', '-4').replace('Asia/Tokyo', 'UTC'));
    const given = { name: 'wrong.json', mimeType: 'application/json', buffer: wrong };
    await page.getByTestId('import-settings').setInputFiles(given);
    await page.getByTestId('confirm').click();
    await expect(page.getByTestId('import-problem')).toContainText('oiZ must be a number from 0');
    await expect(page.getByTestId('time-zone')).toHaveValue('Asia/Tokyo');

    await page.getByTestId('reset-settings').click();
    await page.getByTestId('confirm').click();
    await expect(field).toHaveValue('');
    await expect(page.getByTestId('time-zone')).toHaveValue('');
  });
});
