#!/usr/bin/env node
// Takes the README's picture from the built product: node scripts/screenshot.mjs [address of a running server]
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HOST, DEFAULT_PORT, urlOf } from './support/address.mjs';
import { findChromium } from './support/chromium.mjs';
import { ROOT } from './support/paths.mjs';

/** @type {typeof import('@playwright/test')} */
const { chromium } = createRequire(join(ROOT, 'e2e', 'package.json'))('@playwright/test');

const FOLDER = join(ROOT, 'docs', 'images');
const server = process.argv[2] ?? urlOf({ host: DEFAULT_HOST, port: DEFAULT_PORT });

/** What each picture shows: a link of the product, and what is clicked before it is taken. */
const PICTURES = [
  {
    file: 'replay.png',
    path: '/replay?dataset=demo&symbol=BTC/USDT:USDT&venue=binanceusdm&tf=5m&t=2025-03-09T21:00Z',
    tab: 'Tiers',
  },
];

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 });
  for (const { file, path, tab } of PICTURES) {
    await page.goto(new URL(path, server).href);
    await page.getByTestId('bar-as-text').filter({ hasText: 'Close' }).waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: tab }).click();
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: join(FOLDER, file) });
    console.log(`docs/images/${file}`);
  }
} finally {
  await browser.close();
}
