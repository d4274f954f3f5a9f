import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatasetStore } from '../../dist/datasets/index.js';
import { marketColumns, tapeOf } from '../market.mjs';
import { secondsAsync } from '../measure.mjs';

const YEAR = 105_120;
const PROGRAM = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

const ENTRIES = { long: 'priceZ < zt and rsi < rt', short: 'priceZ > -zt and rsi > 100 - rt' };
const EXITS = { long: 'priceZ > 0 or barsHeld >= hold', short: 'priceZ < 0 or barsHeld >= hold' };
const PARAMS = { zt: -2.5, rt: 30, hold: 48 };
const SIZING = { equityPercent: 30 };
const STRATEGIES = {
  'sweep.year': { name: 'walked', params: PARAMS, entry: ENTRIES, exit: EXITS, sizing: SIZING },
  'sweep.year.stops': {
    name: 'stops',
    params: PARAMS,
    entry: ENTRIES,
    exit: EXITS,
    stopLoss: { atr: 3 },
    takeProfit: { atr: 5 },
    trailingStop: { percent: 1.5 },
    sizing: SIZING,
  },
};

/**
 * `hindcast sweep` as a person types it: 10,000 runs over a year of 5m bars and full reports of the best 100, from the start of the
 * process to its end. Once for a strategy that is walked from entry to exit, once for one with stops, which goes bar by bar.
 */
export async function sweepYear() {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-bench-'));
  try {
    const store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
    const draft = { name: 'year', origin: 'a random walk', licence: 'none', simulated: true };
    await store.write(draft, [tapeOf(marketColumns(YEAR))]);
    const rows = [];
    for (const [name, strategy] of Object.entries(STRATEGIES)) {
      const file = join(folder, `${strategy.name}.json`);
      await writeFile(file, JSON.stringify(strategy));
      let report;
      const value = await secondsAsync(async () => (report = await sweep(file, folder)));
      const walked = name === 'sweep.year';
      if (report.trials.length !== 10_000 || report.best.length !== 100 || report.how.walked > 0 !== walked)
        throw new Error(`${name}: ${JSON.stringify({ ...report.how, best: report.best.length })}`);
      rows.push({ name, value, unit: 's', spread: 0 });
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sweep(strategy, folder) {
  const ranges = ['zt=-3.4:-1.6', 'rt=20:42', 'hold=6:144:1'].flatMap((range) => ['--vary', range]);
  const search = ['--method', 'random', '--trials', '10000', '--best', '100'];
  const args = [PROGRAM, 'sweep', 'year', '--strategy', strategy, ...ranges, ...search, '--json'];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DATA_DIR: folder };
    execFile(process.execPath, args, { env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      // 1 says that the best does not hold, as it must on a random walk.
      if (error && error.code !== 1) reject(new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
  });
}
