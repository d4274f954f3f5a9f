import { expect, test, type Page } from '@playwright/test';
import { barriers } from '../support/barriers.ts';

const START = Date.UTC(2024, 0, 1);

/** OHLCV rows of five minutes; `change` may spoil a line or leave it out. */
function bars(count: number, change: (line: string, i: number) => string | null = (line) => line): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const price = 100 + (i % 7) / 10;
    return change(
      `${START + i * 300_000},${price},${price + 1},${price - 1},${price + 0.1},${10 + (i % 5)}`,
      i,
    );
  });
  return ['time,open,high,low,close,volume', ...lines.filter((line) => line !== null)].join('\n');
}

const nameOf = (word: string): string => `${word}-${Math.random().toString(36).slice(2, 8)}`;

/** Drops files on the page as a person does. */
async function drop(page: Page, files: Record<string, string>): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(given)) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.getByTestId('drop-zone').dispatchEvent('drop', { dataTransfer: transfer });
}

const panel = (page: Page) => page.getByTestId('import-panel');

async function importDropped(page: Page, files: Record<string, string>, name: string): Promise<void> {
  await page.goto('/data');
  await drop(page, files);
  await expect(panel(page)).toHaveAttribute('data-stage', 'tried');
  await page.getByTestId('import-name').fill(name);
  await page.getByTestId('commit-import').click();
  await expect(page.getByTestId('imported')).toContainText(name);
}

test('dropped files are tried, imported, looked at, verified and deleted', async ({ page }) => {
  const name = nameOf('dropped');
  await page.goto('/data');
  await drop(page, {
    'BTCUSDT.csv': bars(2_000, (line, i) =>
      i >= 500 && i < 560 ? null : i === 900 ? line.replace(',101', ',1') : line,
    ),
    'ETHUSDT.csv': bars(2_000),
  });
  await expect(page.getByTestId('import-preview')).toContainText('1,940');
  await expect(page.getByTestId('import-preview')).toContainText('ETH/USDT:USDT');
  await page.getByTestId('import-name').fill(name);
  await page.getByTestId('commit-import').click();
  await page.getByTestId('imported').getByRole('link', { name: 'Look at it' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const quality = page.getByTestId('quality');
  await expect(quality).toHaveAttribute('data-ok', 'false');
  await expect(quality).toContainText('ohlc');
  // The map is walked by the keyboard; Enter asks why.
  const map = page.getByTestId('heat-map');
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('stretch')).toContainText('Nothing is doubtful here');
  const [box] = [(await map.boundingBox())!];
  await map.click({ position: { x: 176 + ((box.width - 176) * 900.5) / 2000, y: 30 } });
  await expect(page.getByTestId('stretch')).toContainText(
    'the high or the low lies inside of the other prices',
  );
  await expect(page.getByTestId('stretch').getByRole('link').last()).toHaveAttribute(
    'href',
    new RegExp(
      `/replay\\?dataset=${name}&symbol=BTC/USDT:USDT&venue=binanceusdm&tf=5m&t=2024-01-04T03:05Z&mode=review`,
    ),
  );

  await page.getByTestId('verify-button').click();
  await expect(page.getByTestId('verify')).toContainText('Every file is as it was written');
  expect(await barriers(page)).toEqual([]);

  await page.getByTestId('delete').click();
  await expect(page.getByTestId('delete-confirm')).toBeDisabled();
  await page.getByTestId('delete-name').fill(name);
  await page.getByTestId('delete-confirm').click();
  await expect(page).toHaveURL(/\/data$/);
  await expect(page.getByTestId('dataset-list')).not.toContainText(name);
});

test('a wrong row is named, and columns that nobody knows can be said', async ({ page }) => {
  await page.goto('/data');
  await drop(page, {
    'BTCUSDT.csv': bars(50, (line, i) => (i === 20 ? line.replace(/,[^,]*$/, ',many') : line)),
  });
  await expect(page.getByTestId('import-failure')).toContainText('BTCUSDT.csv, row 22, column "volume"');
  await expect(page.getByTestId('commit-import')).toBeDisabled();
  await page.getByRole('button', { name: 'Throw away' }).click();

  const name = nameOf('told');
  await drop(page, { 'SOLUSDT.csv': bars(50).replace('time,open,high,low,close,volume', 'Zeit,A,B,C,D,E') });
  await expect(page.getByTestId('import-failure')).toHaveAttribute('data-code', 'IMPORT_NOT_RECOGNISED');
  for (const [column, field] of Object.entries({
    Zeit: 'time',
    A: 'open',
    B: 'high',
    C: 'low',
    D: 'close',
    E: 'volume',
  })) {
    await page.getByLabel(`${column} holds`).selectOption(field);
  }
  await page.getByTestId('import-name').fill(name);
  await page.getByTestId('try-again').click();
  await expect(page.getByTestId('commit-import')).toHaveText(/Import 50 bars/);
  await page.getByTestId('commit-import').click();
  await expect(page.getByTestId('imported')).toContainText(name);
});

test('an import under way is cancelled and leaves nothing', async ({ page }) => {
  await page.goto('/data');
  await drop(page, { 'BTCUSDT.csv': bars(400_000) });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(page)).toHaveAttribute('data-stage', /tried|empty/);
  await expect(page.getByTestId('imported')).toHaveCount(0);
});

test('an archive that was downloaded is dropped again and is the same data', async ({ page }) => {
  const name = nameOf('round');
  await importDropped(page, { 'BTCUSDT.csv': bars(300) }, name);
  const answer = await page.request.get(`/api/datasets/${name}/export?format=parquet`);
  expect(answer.headers()['content-disposition']).toContain(`${name}-parquet.zip`);
  const file = { name: `${name}.zip`, mimeType: 'application/zip', buffer: await answer.body() };
  await page.goto('/data');
  await page.getByTestId('choose-files').setInputFiles(file);
  await expect(panel(page)).toHaveAttribute('data-stage', 'tried');
  await page.getByTestId('import-name').fill(`${name}-again`);
  await page.getByTestId('commit-import').click();
  await expect(page.getByTestId('imported')).toBeVisible();
  const digests = await Promise.all(
    [name, `${name}-again`].map(async (one) => {
      const { digest } = (await (await page.request.get(`/api/datasets/${one}`)).json()) as {
        digest: string;
      };
      return digest;
    }),
  );
  expect(digests[1]).toBe(digests[0]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('nothing is wider than the page', async ({ page }) => {
    for (const path of ['/data', '/data/demo']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  });
});
