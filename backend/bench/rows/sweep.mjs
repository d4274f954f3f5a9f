import { NO_CONVENTIONS, NO_COSTS } from '@hindcast/engine/simulation';
import { compileStrategy } from '@hindcast/engine/strategy';
import { SharedQueue, TrialRunner } from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KEY, marketColumns, tapeOf } from '../market.mjs';
import { rateAndBest, measure, rate, seconds, secondsAsync, summary } from '../measure.mjs';
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

/** A runner of the reference's rule over bars. */
export const runnerOf = (tape, barByBar = false) =>
  new TrialRunner({
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

/** What the runs of a grid came to, summed. */
export function sumOf(runner, grid) {
  let trades = 0;
  let equity = 0;
  for (const values of grid) {
    const outcome = runner.run(values);
    trades += outcome.trades;
    equity += outcome.finalEquity;
  }
  if (runner.walked > 0 && runner.barByBar > 0) throw new Error(`${runner.barByBar} runs were not walked`);
  return { trades, equity };
}

/** A sweep from its first run on: columns and rows of conditions are found within. */
const sweep = (tape, grid, barByBar = false) => sumOf(runnerOf(tape, barByBar), grid);

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

/** Runs that one message to a worker carries, as in a sweep of the product. */
const PIECE = 250;
const CHAIN = 50_000_000;
/** Turns over 100,000 numbers that lie in a core's own cache. */
const SUMS = 500;
/** Runs that a worker takes at a time where it asks nobody: few enough that both end together. */
const TAKEN = 5;

/**
 * The grid ten times over (10,000 runs), and 10,000 runs that are all different, as a random search draws them: each on one worker, and
 * shared between two over one memory, piece by piece as a worker becomes free.
 * Each time every worker begins anew: it computes the columns and finds the rows of conditions for itself, within the measured time.
 * Only that the threads have been started and their code is compiled is not measured. Beside it, in turns with it, stands what two
 * threads that only multiply come to: where those do not reach twice one, other processes have the cores, and no sweep can. And what two
 * threads come to that only add, as fast as a core can: where those do not reach twice one, the machine's two cores are two halves of one,
 * and only what waits (for memory, for the step before) can be shared between them.
 */
async function twoWorkers({ openTime, columns }, own) {
  const shared = Object.fromEntries(Object.entries(columns).map(([name, data]) => [name, share(data)]));
  const workerData = { openTime: share(openTime), columns: shared };
  const threads = Array.from(
    { length: 2 },
    () => new Worker(new URL('sweep-worker.mjs', import.meta.url), { workerData }),
  );
  try {
    const again = GRID.flatMap((values) => Array.from({ length: 10 }, () => values));
    const drawn = drawnRuns(again.length);
    const alone = threads.slice(0, 1);
    let sum;
    const grid = piecesOf(again, PIECE);
    const random = piecesOf(drawn, PIECE);
    const works = {
      one: async () => (sum = await shareOut(alone, grid)),
      two: async () => (sum = await shareOut(threads, grid)),
      chainOfOne: () => multiply(alone),
      chainOfTwo: () => multiply(threads),
      sumsOfOne: () => add(alone),
      sumsOfTwo: () => add(threads),
      drawnOne: () => shareOut(alone, random),
      drawnTwo: () => shareOut(threads, random),
    };
    const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
    for (let k = 0; k < 12; k++)
      for (const [name, work] of Object.entries(works)) {
        times[name].push(await secondsAsync(work));
        if (differs({ trades: sum.trades / 10, equity: sum.equity / 10 }, own))
          throw new Error('workers differ');
      }
    const row = (name, unit, count, all) => rateAndBest(name, unit, count, summary(all.slice(2)));
    return [
      ...(await w2Itself(threads, own)),
      row('w2.one_worker', 'bars/s', ROWS * again.length, times.one),
      row('w2.two_workers', 'bars/s', ROWS * again.length, times.two),
      row('w2.drawn.one_worker', 'bars/s', ROWS * drawn.length, times.drawnOne),
      row('w2.drawn.two_workers', 'bars/s', ROWS * drawn.length, times.drawnTwo),
      row('cores.one', 'steps/s', CHAIN, times.chainOfOne),
      row('cores.two', 'steps/s', 2 * CHAIN, times.chainOfTwo),
      row('cores.adding.one', 'steps/s', SUMS * ROWS, times.sumsOfOne),
      row('cores.adding.two', 'steps/s', 2 * SUMS * ROWS, times.sumsOfTwo),
    ];
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/**
 * Threads that have read the rules and nothing else, as those of the product have when they are given work: what earlier rounds left
 * behind is collected before, which a thread that begins with a sweep never has to.
 */
const makeReady = (workers) =>
  Promise.all(
    workers.map(async (worker) => {
      worker.postMessage('anew');
      worker.postMessage('ready');
      await once(worker, 'message');
    }),
  );

/** Rounds of W2 itself: it takes so little time that whatever else goes on in a machine shows. */
const ROUNDS = 60;

/**
 * W2 itself on one worker and on two, in turns. Each of them is the one in every second round: one that only ever works together with the other
 * begins on a core that has rested, whose caches others have filled.
 */
async function w2Itself(threads, own) {
  const values = share(GRID.flat());
  const times = { one_worker: [], two_workers: [] };
  for (let k = 0; k < ROUNDS; k++) {
    const alone = [threads[k % threads.length]];
    for (const [name, workers] of Object.entries({ one_worker: alone, two_workers: threads })) {
      await makeReady(threads);
      let sum;
      times[name].push(await secondsAsync(async () => (sum = await shareQueue(workers, values))));
      if (differs(sum, own)) throw new Error('workers differ');
    }
  }
  return Object.entries(times).map(([name, all]) =>
    rateAndBest(`w2.itself.${name}`, 'bars/s', ROWS * GRID.length, summary(all.slice(ROUNDS / 6))),
  );
}

/**
 * W2 itself, from its first run on: workers take pieces out of shared memory, as those of the product do. Each computes columns and finds
 * the rows of exits for itself: to compute them once and hand them over takes as long (they are copied into memory that nobody has touched).
 */
async function shareQueue(workers, values) {
  const { memory: queue } = SharedQueue.of(GRID.length / TAKEN, workers.length);
  const sums = await Promise.all(
    workers.map(async (worker, thread) => {
      worker.postMessage({ values, width: GRID[0].length, size: TAKEN, queue, thread });
      const [sum] = await once(worker, 'message');
      return sum;
    }),
  );
  return sums.reduce(({ trades, equity }, sum) => ({
    trades: trades + sum.trades,
    equity: equity + sum.equity,
  }));
}

/** Runs of the grid's ranges, no two of them alike. */
function drawnRuns(count) {
  const random = seededRandom('runs');
  const between = (low, high) => low + (high - low) * random.next();
  return Array.from({ length: count }, () => [
    between(-3.4, -1.6),
    between(20, 42.5),
    Math.floor(between(12, 121)),
  ]);
}

const piecesOf = (runs, size) =>
  Array.from({ length: runs.length / size }, (_, k) => runs.slice(k * size, (k + 1) * size));

function share(data) {
  const view = new Float64Array(new SharedArrayBuffer(data.length * 8));
  view.set(data);
  return view;
}

/** Multiplications one after the other on each worker, which touch no memory: what the machine's cores have to give just now. */
const multiply = (workers) =>
  Promise.all(
    workers.map(async (worker) => {
      worker.postMessage({ chain: CHAIN });
      await once(worker, 'message');
    }),
  );

/** Sums on each worker of numbers that lie in its core's own cache: how much of a core each of two threads has just now. */
const add = (workers) =>
  Promise.all(
    workers.map(async (worker) => {
      worker.postMessage({ sums: SUMS });
      await once(worker, 'message');
    }),
  );

/** Hands pieces to workers as they become free. */
async function shareOut(workers, pieces) {
  let next = 0;
  const total = { trades: 0, equity: 0 };
  const serve = async (worker) => {
    worker.postMessage('anew');
    while (next < pieces.length) {
      worker.postMessage(pieces[next++]);
      const [sum] = await once(worker, 'message');
      total.trades += sum.trades;
      total.equity += sum.equity;
    }
  };
  await Promise.all(workers.map(serve));
  return total;
}
