import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { ReplayPage } from '../support/replay-page.ts';
import { WireTap } from '../support/wire-tap.ts';

test('what is saved are the rows that the chart shows, also where it was panned back, in every format the same', async ({
  page,
}) => {
  const tap = new WireTap(page);
  const replay = new ReplayPage(page);
  await replay.open('?bars=40&t=2025-01-20T12:00Z');
  const cursor = await replay.settled();
  const box = (await replay.chart.boundingBox())!;
  const [x, y] = [box.x + box.width * 0.3, box.y + 150];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 400, y, { steps: 10 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'To the cursor' })).toBeVisible();
  await page.waitForTimeout(500);

  const csv = (await replay.saved('rows-csv')).toString().trim().split('\n');
  const header = csv[0].split(',');
  const times = csv.slice(1).map((line) => line.split(',')[0]);
  // The bar that closes at 12:00 has opened at 11:55, and the rows before it stand on the grid of five minutes.
  const rowOf = (time: string): number =>
    cursor + (Date.parse(time) - Date.UTC(2025, 0, 20, 11, 55)) / 300_000;
  const [first, last] = [rowOf(times[0]), rowOf(times.at(-1)!)];
  expect(last, 'the cursor is not in view').toBeLessThan(cursor - 2);
  expect(last - first + 1).toBe(times.length);
  // Forty bars and six of room to the right fill the chart without its price scale; half a bar at each end is rounded.
  expect(Math.abs(times.length - 46)).toBeLessThanOrEqual(2);

  const opened = tap.from('replay_open').at(-1)?.args[0] as { data: { columns: string[] } };
  expect(header).toEqual(['openTime', ...opened.data.columns.filter((name) => name !== 'openTime')]);
  const json = JSON.parse((await replay.saved('rows-json')).toString()) as Record<string, unknown>[];
  expect(Object.keys(json[0])).toEqual(header);
  expect(json.map(({ openTime }) => openTime)).toEqual(times);
  // Without names of columns the server writes all of them into the file.
  await replay.saved('rows-parquet');
  const asked = tap.packets.find(({ direction, event }) => direction === 'sent' && event === 'replay_export');
  expect(asked?.args[0]).toMatchObject({ from: first, to: last + 1 });
  expect(asked?.args[0]).not.toHaveProperty('columns');
});

test('a derived column that the chart shows no more is not saved any more', async ({ page }) => {
  const replay = new ReplayPage(page);
  await replay.open('?bars=40&t=2025-01-20T12:00Z&panes=oi,sma(close,20)');
  await replay.settled();
  const titles = async (): Promise<string> => (await replay.saved('rows-csv')).toString().split('\n')[0];
  expect(await titles()).toContain('"sma(close,20)"');
  await page.getByTestId('layout').first().click();
  await page.getByTestId('find-metric').fill('sma(close,20)');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('panes')).toBe('oi');
  expect(await titles()).not.toContain('sma(');
});

test('notes that lie ahead are not exported, and none is pinned to a bar that is hidden', async ({
  page,
}) => {
  const replay = new ReplayPage(page);
  await replay.open('?t=2025-01-20T12:00Z');
  const notes = page.getByRole('tab', { name: 'Notes' });
  const pin = async (text: string): Promise<void> => {
    await page.getByTestId('note-text').fill(text);
    await page.getByRole('button', { name: 'Pin' }).click();
    await expect(page.getByTestId('notes')).toContainText(text);
  };
  await notes.click();
  await pin('what came of it');
  await replay.open('?t=2025-01-10T12:00Z');
  await notes.click();
  await expect(page.getByText('1 note lies beyond what has been played.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save as CSV' })).toBeHidden();
  await pin('how it began');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const text = (await readFile(await (await download).path())).toString();
  expect(text).toContain('how it began');
  expect(text).not.toContain('what came of it');

  await page.getByTestId('mode').first().click();
  await page.getByTestId('blind-identity').click();
  await expect(page.getByText('Hidden symbol')).toBeVisible();
  await notes.click();
  await expect(page.getByTestId('no-notes')).toBeVisible();
  await expect(page.getByTestId('note-text')).toBeHidden();
});
