import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StageFailure } from './failure.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { run } from './run.mjs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that Playwright would have downloaded. */
function playwrightsOwn() {
  const { chromium } = createRequire(join(ROOT, 'e2e', 'package.json'))('@playwright/test');
  return chromium.executablePath();
}

/** A Chromium on this machine: the one named by CHROMIUM_PATH, the system's, Playwright's; or none. @returns {string | undefined} */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new StageFailure(`CHROMIUM_PATH is "${named}", and there is no such file.`);
  }
  return [...USUAL, playwrightsOwn()].find((path) => path && existsSync(path));
}

const isRoot = () => process.getuid?.() === 0;

/**
 * Finds a Chromium, or installs Debian's where that can be done without asking anyone.
 *
 * @param {(text: string) => void} progress
 * @returns {Promise<string>}
 */
export async function provideChromium(progress) {
  const found = findChromium();
  if (found) return found;
  if (!isRoot() || !existsSync('/usr/bin/apt-get')) {
    throw new StageFailure(
      'No Chromium found: install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) or set CHROMIUM_PATH.',
    );
  }
  progress('installing Chromium');
  const log = join(LOGS, 'chromium.log');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = 'apt-get update -q && apt-get install -q -y --no-install-recommends chromium';
  const { code } = await run('bash', ['-c', install], { log, env });
  if (code !== 0) throw new StageFailure('Chromium could not be installed with apt-get.', { log });
  const installed = findChromium();
  if (!installed)
    throw new StageFailure('Chromium was installed, but it is not in its usual place.', { log });
  return installed;
}
