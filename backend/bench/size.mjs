// What size costs: an invented mirror of the archive (200 symbols × a year × 5m, 21 M bars) is imported, opened and
// replayed by the built program. npm run bench:size [-- --symbols 20] [--months 12] [--folder <where>]
// [--replay-only] [--keep] [--json]
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSymbol } from './size/mirror.mjs';
import { startMeasured } from './size/measured-process.mjs';
import { replayStretch } from './size/replay-stretch.mjs';

const { values } = parseArgs({
  options: {
    symbols: { type: 'string', default: '200' },
    months: { type: 'string', default: '12' },
    folder: { type: 'string' },
    'replay-only': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const symbols = Number(values.symbols);
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'hindcast-size-')));
const env = { DATA_DIR: join(folder, 'data'), PORT: '0' };
const rows = [];
const say = (name, value, unit) => {
  rows.push({ name, value, unit });
  process.stderr.write(`${name.padEnd(24)} ${value.toFixed(value < 100 ? 2 : 0).padStart(10)} ${unit}\n`);
};

try {
  if (!values['replay-only']) await bringIn(join(folder, 'mirror'));
  for (const name of ['first', 'again']) await replay(name);
  say('column cache', (await bytesBelow(join(env.DATA_DIR, 'cache'))) / 1e6, 'MB');
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, rows })}\n`);
} finally {
  if (!values.keep && values.folder === undefined) await rm(folder, { recursive: true, force: true });
}

async function bringIn(mirror) {
  const bars = (await bytesBelow(mirror)) > 0 ? 0 : await generate(mirror);
  if (bars > 0) say('generated', bars / 1e6, 'M bars');
  say('mirror (zip)', (await bytesBelow(mirror)) / 1e6, 'MB');
  await rm(env.DATA_DIR, { recursive: true, force: true });
  await importMirror(mirror);
  say('dataset (Parquet)', (await bytesBelow(join(env.DATA_DIR, 'datasets'))) / 1e6, 'MB');
  await command('verify', ['datasets', 'verify', 'size']);
  await command('quality', ['datasets', 'quality', 'size', '--json'], [0, 1]);
}

async function generate(mirror) {
  let bars = 0;
  for (let k = 0; k < symbols; k++) {
    bars += await writeSymbol(mirror, `S${String(k).padStart(3, '0')}USDT`, 2024, Number(values.months));
  }
  return bars;
}

async function importMirror(mirror) {
  const origin = 'invented for a measurement of size';
  await command('import', ['import', mirror, '--name', 'size', '--origin', origin, '--simulated', '--json']);
}

async function command(name, args, expected = [0]) {
  const { code, seconds, peakBytes, text } = await startMeasured(args, env).ended;
  if (!expected.includes(code))
    throw new Error(`hindcast ${args.join(' ')} ended with ${code}: ${text.slice(-2000)}`);
  say(`${name} time`, seconds, 's');
  say(`${name} peak memory`, peakBytes / 1e6, 'MB');
}

async function replay(name) {
  const server = startMeasured(['start'], env);
  try {
    for (const [what, value, unit] of await replayStretch(server)) say(`${name}: ${what}`, value, unit);
    say(`${name}: peak memory`, server.peakBytes() / 1e6, 'MB');
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
}

async function bytesBelow(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries)
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
}
