import { mkdtempSync } from 'node:fs';
import { marketColumns, tapeOf } from './market.mjs';
import { DatasetStore, storeFolders } from '../src/datasets/index.ts';
import { startServer } from '../src/server.ts';
import { readEnvironment } from '../src/config/environment.ts';
const dir = mkdtempSync('/tmp/s5data-');
const store = new DatasetStore(storeFolders(dir));
await store.write({ name: 'year', origin: 'x', licence: 'MIT', simulated: true }, [
  tapeOf(marketColumns(105_120)),
]);
await store.settled();
const server = await startServer({
  environment: readEnvironment({ DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'error' }),
  uiRoot: '/nonexistent',
});
const text = await (await fetch(server.url + 'api/strategies')).json();
const go = async (strategy, params, label) => {
  const all = [],
    walls = [];
  let last;
  for (let i = 0; i < 25; i++) {
    const t = performance.now();
    const r = await fetch(server.url + 'api/simulations/preview', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dataset: 'year', strategy, parameters: params(i) }),
    });
    last = await r.json();
    walls.push(performance.now() - t);
    if (!r.ok) {
      console.log(label, last);
      return;
    }
    all.push(last.tookMs);
  }
  console.log(
    label,
    'first',
    all[0].toFixed(1),
    'best',
    Math.min(...all).toFixed(1),
    'median',
    all.sort((a, b) => a - b)[12].toFixed(1),
    'http best',
    Math.min(...walls).toFixed(1),
    'trades',
    last.figures.trades,
  );
};
for (const { name, text: s, parameters } of text) {
  const p = parameters[0];
  if (name.startsWith('pair')) continue;
  await go(s, (i) => (p ? { [p.name]: Math.min(p.max ?? 9, (p.min ?? 0) + (p.step ?? 1) * i) } : {}), name);
}
const full = `name: full
params: { n: { default: 20, min: 5, max: 200 }, z: 1.5 }
entry: { long: 'zscore(close, n) < -z and rsi < 40', short: 'zscore(close, n) > z and rsi > 60' }
exit: { long: 'zscore(close, n) > 0.5', short: 'zscore(close, n) < -0.5' }
stopLoss: { percent: 1 }
takeProfit: { percent: 2 }
trailingStop: { percent: 1.2 }
maxHolding: 96
sizing: { notional: 500 }
leverage: 3
pyramiding: 2`;
await go(full, (i) => ({ n: 10 + i }), 'full');
await server.close();
process.exit(0);
