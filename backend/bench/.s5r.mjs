import { mkdtempSync } from 'node:fs';
import { marketColumns, tapeOf } from './market.mjs';
import { DatasetStore, storeFolders } from '../src/datasets/index.ts';
import { runSimulation, shippedStrategies, readStrategy } from '../src/simulation/run/index.ts';
const dir = mkdtempSync('/tmp/s5data-');
const store = new DatasetStore(storeFolders(dir));
await store.write({ name: 'million', origin: 'x', licence: 'MIT', simulated: true }, [tapeOf(marketColumns(1_000_000))]);
await store.settled();
for (const { name, text } of await shippedStrategies()) {
  if (name.startsWith('pair')) continue;
  const strategy = readStrategy(text);
  let best = [9e9, 9e9];
  let trades;
  for (let i = 0; i < 4; i++) {
    const c = process.cpuUsage(); const t = performance.now();
    const { report, release } = await runSimulation(store, { dataset: 'million', strategy });
    const u = process.cpuUsage(c);
    best = [Math.min(best[0], (u.user + u.system) / 1e3), Math.min(best[1], performance.now() - t)];
    trades = report.numbers.trades;
    release();
  }
  console.log(name, 'cpu ms', best[0].toFixed(0), 'wall', best[1].toFixed(0), 'trades', trades);
}
process.exit(0);
