import { defineConfig } from '@playwright/test';
import { findChromium } from '../scripts/support/chromium.mjs';
import { ROOT } from '../scripts/support/paths.mjs';
import { freePort, scratchFolder } from './support/launch.ts';

/*
 * The built product, as a person gets it: one server on a port of its own with an empty data folder. This file is read
 * again by every worker, so that what the first reading chose is passed on in the environment. With E2E_URL set, the tests
 * visit a server that runs already.
 */
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_DATA_DIR ??= scratchFolder();
const baseURL = process.env.E2E_URL ?? `http://127.0.0.1:${process.env.E2E_PORT}`;

const productServer = {
  command: `${JSON.stringify(process.execPath)} backend/bin/hindcast.mjs start`,
  cwd: ROOT,
  url: `${baseURL}/api/health`,
  env: {
    ...(process.env as Record<string, string>),
    HOST: '127.0.0.1',
    PORT: process.env.E2E_PORT,
    DATA_DIR: process.env.E2E_DATA_DIR,
    // Receivers of tests listen on this machine.
    WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1',
  },
  reuseExistingServer: false,
  timeout: 60_000,
  gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
} as const;

export default defineConfig({
  testDir: 'tests',
  outputDir: '../test-results/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // A state is waited for as long as a busy machine may need; a test that passes is not slower for it.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    baseURL,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: process.env.E2E_URL ? undefined : productServer,
});
