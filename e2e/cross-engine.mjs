// The same digest on this Node, on the newest Node that the registry has, and inside Chromium. Exits 1 where one differs.
// Needs the built engine (npm run build). Run: npm run check:engines
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const probe = new URL('../engine/dist/testing/probe.js', import.meta.url);
const CODE = `import(${JSON.stringify(probe.href)}).then(({ probeDigest }) => console.log(process.version + ' ' + probeDigest()))`;

if (!existsSync(probe)) {
  console.error('The engine is not built yet: run npm run build first.');
  process.exit(2);
}

async function onNode(command, args) {
  const { stdout } = await run(command, [...args, '-e', CODE], { cwd: root, maxBuffer: 1e7 });
  const [version, digest] = stdout.trim().split('\n').at(-1).split(' ');
  return { where: `Node ${version}`, digest };
}

/** Vite belongs to the frontend: npm may keep it there or lift it to the root. */
async function vite() {
  const places = ['frontend/node_modules', 'node_modules'].map(
    (place) => `${root}${place}/vite/dist/node/index.js`,
  );
  return import(places.find((place) => existsSync(place)) ?? 'vite');
}

async function inChromium() {
  const [{ build }, { chromium }] = await Promise.all([vite(), import('@playwright/test')]);
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: fileURLToPath(probe), formats: ['iife'], name: 'Probe' } },
  });
  const code = [output].flat()[0].output[0].code;
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath: existsSync(path) ? path : undefined,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: code });
    return { where: `Chromium ${browser.version()}`, digest: await page.evaluate('Probe.probeDigest()') };
  } finally {
    await browser.close();
  }
}

const found = [await onNode(process.execPath, [])];
found.push(await onNode('npx', ['--yes', '--package', 'node@latest', 'node']));
found.push(await inChromium());
for (const { where, digest } of found) console.log(`${digest}  ${where}`);
const same = new Set(found.map((one) => one.digest)).size === 1;
console.log(same ? 'The same digest everywhere.' : 'DIFFERENT DIGESTS.');
process.exit(same ? 0 : 1);
