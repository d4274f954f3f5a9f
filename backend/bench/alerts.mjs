// From a bar's close to the first byte of a delivery, at 200 symbols × 2 venues × 3 timeframes; and a burst of alerts to ten
// receivers of which one hangs, one fails and one asks to wait.
// npm run bench:alerts [-- --only close|burst] [--symbols 200] [--closes 8] [--burst 1000] [--json]
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { burst } from './alerts/burst.mjs';
import { closeToDelivery } from './alerts/close-to-delivery.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    symbols: { type: 'string', default: '200' },
    closes: { type: 'string', default: '8' },
    burst: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});

const rows = [];
const say = (name, value, unit) => {
  rows.push({ name, value, unit });
  process.stderr.write(`${name.padEnd(36)} ${value.toFixed(value < 10 ? 2 : 0).padStart(10)} ${unit}\n`);
};

const parts = {
  close: () => closeToDelivery(say, { symbols: Number(values.symbols), closes: Number(values.closes) }),
  burst: () => burst(say, Number(values.burst)),
};
let failed = false;
for (const [name, run] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  failed = !(await run()) || failed;
}
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  load: loadavg()[0],
};
if (values.json) process.stdout.write(`${JSON.stringify({ machine, rows })}\n`);
process.exit(failed ? 1 : 0);
