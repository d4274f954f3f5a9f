import { NO_CONVENTIONS, NO_COSTS } from '@hindcast/engine/simulation';
import { compileStrategy } from '@hindcast/engine/strategy';
import { TrialRunner } from '@hindcast/engine/sweep';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KEY, marketColumns, tapeOf } from '../market.mjs';
import { measure, rate, seconds } from '../measure.mjs';
import { askNumba } from '../numba.mjs';

const ROWS = 100_000;
const span = (from, to, count) =>
  Array.from({ length: count }, (_, k) => from + (k * (to - from)) / (count - 1));

/** The grid of the reference: 10 x 10 x 10 thresholds and holding times. */
export const GRID = span(-1.6, -3.4, 10).flatMap((z) =>
  span(20, 42.5, 10).flatMap((rsi) => span(12, 120, 10).map((hold) => [z, rsi, hold])),
);

const DEFINITION = {
  name: 'thin',
  params: { zt: -2.5, rt: 30, hold: 48 },
  entry: { long: 'zscore(close, 20) < zt and rsi < rt' },
  exit: { long: 'zscore(close, 20) > 0 or barsHeld >= hold' },
  sizing: { equityPercent: 100 },
};

/** A sweep of the reference's rule over bars, and the sum of what its runs came to. */
export function sweep(tape, grid, barByBar = false) {
  const runner = new TrialRunner({
    tapes: [tape],
    traded: [KEY],
    compile: (params) => compileStrategy(DEFINITION, { params }),
    names: ['zt', 'rt', 'hold'],
    options: {
      equity: 1,
      costs: { ...NO_COSTS, takerFee: 0.0004 },
      conventions: { ...NO_CONVENTIONS, feeFromStake: true, noLiquidation: true },
    },
    closeAtEnd: false,
    barByBar,
  });
  let trades = 0;
  let equity = 0;
  for (const values of grid) {
    const outcome = runner.run(values);
    trades += outcome.trades;
    equity += outcome.finalEquity;
  }
  if (!barByBar && runner.barByBar > 0) throw new Error(`${runner.barByBar} runs were not walked`);
  return { trades, equity };
}

const differs = (a, b) => a.trades !== b.trades || Math.abs(a.equity / b.equity - 1) > 1e-9;

/** 1,000 runs x 100,000 bars, in bar-evaluations per second: from entry to exit, bar by bar, on two workers, and numba beside it. */
export async function sweeps() {
  const market = marketColumns(ROWS);
  const tape = tapeOf(market);
  const evaluations = ROWS * GRID.length;
  let own;
  const walked = measure(15, () => seconds(() => (own = sweep(tape, GRID))));
  let slow;
  const every = GRID.filter((_, k) => k % 10 === 0);
  const stepped = measure(3, () => seconds(() => (slow = sweep(tape, every, true))));
  const same = sweep(tape, every);
  if (slow.trades !== same.trades || slow.equity !== same.equity)
    throw new Error(`the pipeline: ${JSON.stringify(slow)}, from entry to exit: ${JSON.stringify(same)}`);
  const peer = askNumba('w2', market.columns);
  if (peer && differs(peer, own))
    throw new Error(`numba: ${JSON.stringify(peer)}; here: ${JSON.stringify(own)}`);
  const workers = await twoWorkers(market, own);
  return [
    rate('w2', 'bars/s', evaluations, walked),
    rate('w2.bar_by_bar', 'bars/s', ROWS * every.length, stepped),
    ...workers,
    ...(peer
      ? [
          rate('w2.numba', 'bars/s', evaluations, {
            median: peer.seconds,
            best: peer.best,
            worst: peer.worst,
          }),
        ]
      : []),
  ];
}

/**
 * The grid ten times over (10,000 runs), on one worker and shared between two over one memory. Runs with loose thresholds trade most
 * and stand together in the grid, so that each worker takes every other run: halves would end at different times.
 */
async function twoWorkers({ openTime, columns }, own) {
  const shared = Object.fromEntries(Object.entries(columns).map(([name, data]) => [name, share(data)]));
  const workerData = { openTime: share(openTime), columns: shared };
  const threads = Array.from(
    { length: 2 },
    () => new Worker(new URL('sweep-worker.mjs', import.meta.url), { workerData }),
  );
  try {
    const fine = GRID.flatMap((values) => Array.from({ length: 10 }, () => values));
    const halves = threads.map((_, i) => fine.filter((_, k) => k % threads.length === i));
    const check = (parts, times) => {
      const sum = parts.reduce((a, b) => ({ trades: a.trades + b.trades, equity: a.equity + b.equity }));
      if (differs({ trades: sum.trades / times, equity: sum.equity / times }, own))
        throw new Error('workers differ');
    };
    const one = [];
    const two = [];
    for (let k = 0; k < 9; k++) {
      one.push(await timed(async () => check([await ask(threads[0], fine)], 10)));
      two.push(
        await timed(async () => check(await Promise.all(threads.map((t, i) => ask(t, halves[i]))), 10)),
      );
    }
    const evaluations = ROWS * fine.length;
    return [
      rate('w2.one_worker', 'bars/s', evaluations, spread(one.slice(1))),
      rate('w2.two_workers', 'bars/s', evaluations, spread(two.slice(1))),
    ];
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function share(data) {
  const view = new Float64Array(new SharedArrayBuffer(data.length * 8));
  view.set(data);
  return view;
}

async function ask(thread, grid) {
  thread.postMessage(grid);
  const [answer] = await once(thread, 'message');
  return answer;
}

async function timed(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], best: sorted[0], worst: sorted.at(-1) };
}
