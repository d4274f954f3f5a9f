import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { provideChromium } from './chromium.mjs';
import { jestCounts, nodeTestCounts, NOTHING, playwrightCounts } from './counts.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { node, npm, run } from './run.mjs';

/**
 * One thing that `npm test` proves.
 *
 * @typedef {object} Check
 * @property {string} id the word for `--only`
 * @property {string} label
 * @property {(progress: (text: string) => void) => Promise<Outcome>} run throws a StageFailure where there is nothing to count
 *
 * @typedef {{ code: number, lines: string[], counts: import('./counts.mjs').Counts, log: string }} Outcome
 */

const modules = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);
const logOf = (/** @type {string} */ id) => join(LOGS, `test-${id}.log`);
const reportOf = (/** @type {string} */ id) => join(LOGS, `test-${id}.json`);

/** Commands that only pass or fail, one after the other until one fails. @param {string} id @param {[file: string, args: string[]][]} commands */
async function tools(id, commands) {
  const log = logOf(id);
  const lines = [];
  for (const [file, args] of commands) {
    const result = await node(file, args, { log });
    lines.push(...result.lines);
    if (result.code !== 0) return { code: result.code, lines, counts: NOTHING, log };
  }
  return { code: 0, lines, counts: NOTHING, log };
}

/** @param {string} id @param {string[]} args npm's arguments */
async function npmCheck(id, args) {
  const log = logOf(id);
  return { ...(await npm(args, { log })), counts: NOTHING, log };
}

/** Counts of a report that a crashed runner may never have written. @param {(file: string) => import('./counts.mjs').Counts} read @param {string} file */
function countsOrNothing(read, file) {
  try {
    return read(file);
  } catch {
    return NOTHING;
  }
}

/** @param {string} id @param {string} folder @param {(text: string) => void} progress */
async function jest(id, folder, progress) {
  const report = reportOf(id);
  rmSync(report, { force: true });
  let files = 0;
  const args = ['--experimental-vm-modules', modules('jest/bin/jest.js'), '--json', `--outputFile=${report}`];
  const result = await node('--no-warnings', args, {
    log: logOf(id),
    cwd: join(ROOT, folder),
    onLine: (line) => /^(PASS|FAIL) /.test(line) && progress(`${++files} files`),
  });
  return { ...result, counts: countsOrNothing(jestCounts, report), log: logOf(id) };
}

async function scripts() {
  const args = [
    '--test-reporter=spec',
    ...['launcher', 'lint-layers', 'docs'].map((name) => `scripts/test/${name}.test.mjs`),
  ];
  const result = await node('--test', args, { log: logOf('scripts') });
  return { ...result, counts: nodeTestCounts(result.lines), log: logOf('scripts') };
}

/** @type {Check['run']} */
async function product(progress) {
  if (!isBuilt()) await build(progress);
  return { code: 0, lines: [], counts: NOTHING, log: logOf('build') };
}

/** The recorded suites: a signal, an event or a trade that is not as its golden file says fails. */
async function regress() {
  const log = logOf('regress');
  const result = await node(join(ROOT, 'backend/bin/hindcast.mjs'), ['regress'], { log });
  return { ...result, counts: NOTHING, log };
}

/** The client is what the server says; and in CI, what the build wrote is what had been committed. */
async function generatedApi() {
  const outcome = await npmCheck('api', ['run', '--silent', 'check:api']);
  if (outcome.code !== 0 || process.env.CI === undefined) return outcome;
  const args = ['diff', '--exit-code', '--stat', '--', 'backend/openapi.json', 'frontend/src/lib/api'];
  return { ...(await run('git', args, { log: outcome.log })), counts: NOTHING, log: outcome.log };
}

/** @type {Check['run']} */
async function endToEnd(progress) {
  const report = reportOf('e2e');
  rmSync(report, { force: true });
  const chromium = await provideChromium(progress);
  const result = await node(modules('@playwright/test/cli.js'), ['test', '--reporter=list,json'], {
    log: logOf('e2e'),
    cwd: join(ROOT, 'e2e'),
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    onLine: (line) => {
      const test = /^\s*\S+\s+(\d+) /.exec(line);
      if (test) progress(`test ${test[1]}`);
    },
  });
  return { ...result, counts: countsOrNothing(playwrightCounts, report), log: logOf('e2e') };
}

const tsc = (/** @type {string} */ project) =>
  /** @type {[string, string[]]} */ ([modules('typescript/bin/tsc'), ['-p', project, '--noEmit']]);

/**
 * What reads the sources. It ends with what asks SvelteKit for its types: by then the build beside it has written them.
 *
 * @type {Check[]}
 */
const SOURCES = [
  {
    id: 'format',
    label: 'Formatting',
    run: () => tools('format', [[modules('prettier/bin/prettier.cjs'), ['--check', '.']]]),
  },
  {
    id: 'types',
    label: 'Types',
    run: () =>
      tools('types', ['engine', 'engine/tsconfig.spec.json', 'backend/tsconfig.spec.json', 'e2e'].map(tsc)),
  },
  { id: 'scripts', label: 'Launcher and lint rules', run: scripts },
  { id: 'engine', label: 'Engine', run: (progress) => jest('engine', 'engine', progress) },
  {
    id: 'lint',
    label: 'Lint and layers',
    run: () => npmCheck('lint', ['run', '--silent', 'lint']),
  },
  {
    id: 'svelte',
    label: 'Types of the UI',
    run: () => npmCheck('svelte', ['run', '--silent', 'check', '-w', 'frontend']),
  },
  { id: 'frontend', label: 'UI logic', run: (progress) => jest('frontend', 'frontend', progress) },
];

/** What the server and the command line do. @type {Check[]} */
const SERVER = [
  { id: 'build', label: 'Product', run: product },
  { id: 'backend', label: 'Backend', run: (progress) => jest('backend', 'backend', progress) },
  { id: 'regress', label: 'Replay regression suites', run: regress },
  { id: 'api', label: 'Generated API client is up to date', run: generatedApi },
];

/** A browser that is watched: it gets the machine for itself. @type {Check[]} */
const BROWSER = [{ id: 'e2e', label: 'End to end in Chromium', run: endToEnd }];

/**
 * Everything `npm test` proves: one round after the other, the lanes of a round side by side, a lane's checks in their order.
 * Nearly every check keeps one core busy, so two lanes take half the time on any machine that has two.
 *
 * @type {Check[][][]}
 */
export const ROUNDS = [[SOURCES, SERVER], [BROWSER]];
