import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** @param {string} file */
const report = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Counts of a jest `--json` report; a spec file that could not even be loaded is one failure. @param {string} file @returns {Counts} */
export function jestCounts(file) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
    report(file);
  return {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests + numTodoTests,
  };
}

/** Counts of a Playwright JSON report; a test that passed only when tried again has failed. @param {string} file @returns {Counts} */
export function playwrightCounts(file) {
  const { stats, errors } = report(file);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + (errors ?? []).length,
    skipped: stats.skipped,
  };
}

/** Counts from the closing lines of the *spec* reporter of Node's test runner. @param {string[]} lines @returns {Counts} */
export function nodeTestCounts(lines) {
  const count = (/** @type {string} */ word) => {
    const line = lines.findLast((each) => each.startsWith(`ℹ ${word} `));
    return line ? Number(line.slice(word.length + 3)) : 0;
  };
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  };
}

/** The line that closes a run; CI reads it. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
