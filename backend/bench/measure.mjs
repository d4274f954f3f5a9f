/** Median and spread of several timed runs, after one that is not counted. `run` returns the seconds that count. */
export function measure(runs, run) {
  run();
  return summary(Array.from({ length: runs }, run));
}

/** As {@link measure}, of runs that take their time. */
export async function measureAsync(runs, run) {
  await run();
  const seconds = [];
  for (let k = 0; k < runs; k++) seconds.push(await run());
  return summary(seconds);
}

/** Median, best and worst of times. */
export function summary(seconds) {
  seconds.sort((a, b) => a - b);
  return { median: seconds[seconds.length >> 1], best: seconds[0], worst: seconds.at(-1) };
}

export function seconds(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

export async function secondsAsync(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** A row in units per second: the median, and the distance between the best and the worst run. */
export function rate(name, unit, count, { median, best, worst }) {
  return { name, value: count / median, unit, spread: count / best - count / worst };
}

/**
 * As {@link rate}, and the best run said beside it: where other machines share the cores, what those take away for a moment from two
 * threads and not from one says nothing about the work. What must be reached is held against the median all the same.
 */
export function rateAndBest(name, unit, count, times) {
  return { ...rate(name, unit, count, times), note: `best round ${(count / times.best / 1e6).toFixed(0)} M` };
}

/** A row in milliseconds. */
export function duration(name, { median, best, worst }) {
  return { name, value: 1000 * median, unit: 'ms', spread: 1000 * (worst - best) };
}
