// Benchmarks of the built engine: npm run bench [-- --json] [-- --only w1,seek]
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { pipelinePush, pipelineSpan, seek } from './rows/pipeline.mjs';
import { slice } from './rows/slice.mjs';
import { sweeps } from './rows/sweep.mjs';
import { thinRule } from './rows/thin-rule.mjs';

const BENCHES = {
  'pipeline.push': pipelinePush,
  'pipeline.span': pipelineSpan,
  w1: thinRule,
  seek,
  slice,
  w2: sweeps,
};

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
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
const rows = [];
for (const name of wanted) {
  process.stderr.write(`${name} …\n`);
  rows.push(...[await BENCHES[name]()].flat());
}

if (values.json) process.stdout.write(`${JSON.stringify({ machine, rows })}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node} (V8 ${machine.v8}), load ${machine.load.toFixed(1)}\n\n`,
  );
  for (const { name, value, unit, spread } of rows) {
    const figure = (x) => (unit === 'ms' ? x.toFixed(3) : `${(x / 1e6).toFixed(2)} M`);
    process.stdout.write(
      `${name.padEnd(16)} ${figure(value).padStart(10)} ${unit.padEnd(7)} ± ${figure(spread)}\n`,
    );
  }
}
