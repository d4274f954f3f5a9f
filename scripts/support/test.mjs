import { parseArgs } from 'node:util';
import { ROUNDS } from './checks.mjs';
import { askedToStop, forwardSignals, signalCode } from './children.mjs';
import { add, closingLine, NOTHING } from './counts.mjs';
import { StageFailure } from './failure.mjs';
import { install } from './install.mjs';
import { Stages } from './stages.mjs';

const CHECKS = ROUNDS.flat(2);

const HELP = `npm test [-- --only <check>[,<check>...]]

Proves everything, from a bare clone on. The last line says how many tests passed and failed.
Checks: ${CHECKS.map(({ id }) => id).join(', ')}`;

/** A failure longer than this is read in its log. */
const SHOWN_LINES = 300;

/** The rounds with only the checks that were asked for. @param {string} only */
function chosen(only) {
  const words = only.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !CHECKS.some(({ id }) => id === word));
  if (unknown !== undefined) throw new StageFailure(`There is no check "${unknown}".\n${HELP}`);
  return ROUNDS.map((lanes) => lanes.map((checks) => checks.filter(({ id }) => words.includes(id))));
}

/**
 * One check with its stage line; a failure's output follows it.
 *
 * A check that fails without a failed test (lint, types, a runner that crashed) counts as one failure, so that the
 * closing line never says "0 failed" of a run that failed.
 *
 * @param {Stages} stages
 * @param {import('./checks.mjs').Check} check
 */
async function perform(stages, check) {
  /** @type {import('./checks.mjs').Outcome} */
  let outcome = { code: 1, lines: [], counts: NOTHING, log: '' };
  try {
    await stages.run(check.label, async (progress) => {
      outcome = await check.run(progress);
      if (outcome.code !== 0) throw new StageFailure('failed', { log: outcome.log });
      const { passed, failed, skipped } = outcome.counts;
      return passed + failed + skipped > 0 ? closingLine(outcome.counts) : 'in order';
    });
    return outcome.counts;
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    if (outcome.lines.length === 0) outcome.lines = [error.message];
    for (const line of outcome.lines.slice(-SHOWN_LINES)) stages.say(`    ${line}`);
    if (error.log) stages.say(`    The whole output is in ${error.log}`);
    return outcome.counts.failed > 0 ? outcome.counts : add(outcome.counts, { ...NOTHING, failed: 1 });
  }
}

/** @param {Stages} stages @param {import('./checks.mjs').Check[]} checks */
async function performInOrder(stages, checks) {
  let total = NOTHING;
  for (const check of checks) {
    total = add(total, await perform(stages, check));
    if (askedToStop()) break;
  }
  return total;
}

/** @param {string[]} argv */
async function test(argv) {
  const { values } = parseArgs({
    args: argv,
    options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rounds = values.only === undefined ? ROUNDS : chosen(values.only);
  const stages = new Stages();
  await install(stages);
  let total = NOTHING;
  for (const lanes of rounds) {
    const counts = await Promise.all(lanes.map((checks) => performInOrder(stages, checks)));
    total = counts.reduce(add, total);
    const signal = askedToStop();
    if (signal) return signalCode(signal);
  }
  stages.say('');
  stages.say(closingLine(total));
  return total.failed === 0 ? 0 : 1;
}

/** Everything that proves the product, from a bare clone to a count. */
export async function main() {
  forwardSignals();
  try {
    process.exitCode = await test(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    console.error(error.log ? `${error.message}\nThe whole output is in ${error.log}` : error.message);
    process.exitCode = error.exitCode;
  }
}
