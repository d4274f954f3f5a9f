// Benchmarks of the built product: npm run --silent bench [-- --json] [-- --only w1,seek]
// npm prints a banner on standard output unless it is told to be --silent.
// As the product sets it, before anything is compiled.
import '../bin/inlining.mjs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { judged } from './musts.mjs';
import { heap } from './rows/heap.mjs';
import { openFirst, openWarm } from './rows/open.mjs';
import { pairsRolling, pairsScan } from './rows/pairs.mjs';
import { pipelinePush, pipelineSpan, seek } from './rows/pipeline.mjs';
import { simulateFull, simulateReport, simulateYear } from './rows/simulate.mjs';
import { slice } from './rows/slice.mjs';
import { startFirstRow } from './rows/start.mjs';
import { sweeps } from './rows/sweep.mjs';
import { sweepYear } from './rows/sweep-year.mjs';
import { thinRule } from './rows/thin-rule.mjs';
import { tableOf } from './table.mjs';

const BENCHES = {
  'pipeline.push': pipelinePush,
  'pipeline.span': pipelineSpan,
  'pipeline.heap': heap,
  w1: thinRule,
  w2: sweeps,
  'sweep.year': sweepYear,
  seek,
  slice,
  'start.first_row': startFirstRow,
  'open.warm': openWarm,
  'open.first': openFirst,
  'simulate.full': simulateFull,
  'simulate.report': simulateReport,
  'simulate.year': simulateYear,
  'pairs.rolling': pairsRolling,
  'pairs.scan': pairsScan,
};

const options = {
  json: { type: 'boolean' },
  only: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};
const { values } = parseArgs({ options });
if (values.help) {
  process.stdout.write(
    `npm run --silent bench [-- --json] [-- --only name,name]\nThe benchmarks: ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit();
}
const wanted = values.only?.split(',') ?? Object.keys(BENCHES);
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  process.stderr.write(
    `There is no benchmark "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  v8: process.versions.v8,
  load: loadavg()[0],
};
const measured = [];
for (const name of wanted) {
  process.stderr.write(`${name} …\n`);
  measured.push(...[await BENCHES[name]()].flat());
}
const document = { machine, rows: judged(measured) };
process.stdout.write(values.json ? `${JSON.stringify(document)}\n` : tableOf(document));
