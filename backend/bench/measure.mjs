/** Median and spread of several timed runs, after one that is not counted. `run` returns the seconds that count. */
export function measure(runs, run) {
  run();
  const seconds = Array.from({ length: runs }, run).sort((a, b) => a - b);
  return { median: seconds[runs >> 1], best: seconds[0], worst: seconds[runs - 1] };
}

export function seconds(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** A row in units per second: the median, and the distance between the best and the worst run. */
export function rate(name, unit, count, { median, best, worst }) {
  return { name, value: count / median, unit, spread: count / best - count / worst };
}
