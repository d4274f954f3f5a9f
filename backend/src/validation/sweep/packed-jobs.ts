import type { TrialJob } from './trial-jobs.ts';

/** Jobs in memory that threads share: what a message of ten thousand small lists costs, once per thread, is more than many a sweep. */
export interface PackedJobs {
  /** Values of all runs of all jobs, one after the other. */
  readonly values: Float64Array;
  /** Whether the daily returns of a run are wanted. */
  readonly keep: Uint8Array;
  /** Of each job: its kind, its first run, the run behind its last, and its window (0, 0 without one). */
  readonly jobs: Int32Array;
  /** Values of a run. */
  readonly width: number;
}

const FIELDS = 5;
const KINDS: readonly TrialJob['kind'][] = ['trials', 'report', 'check'];

export function packJobs(jobs: readonly TrialJob[]): PackedJobs {
  const runs = jobs.flatMap((job) => (job.kind === 'trials' ? job.values : [job.values]));
  const width = runs[0]?.length ?? 0;
  const packed = {
    values: new Float64Array(new SharedArrayBuffer(8 * width * runs.length)),
    keep: new Uint8Array(new SharedArrayBuffer(runs.length)),
    jobs: new Int32Array(new SharedArrayBuffer(4 * FIELDS * jobs.length)),
    width,
  };
  runs.forEach((run, k) => packed.values.set(run, k * width));
  let run = 0;
  jobs.forEach((job, k) => {
    const from = run;
    if (job.kind === 'trials') for (const kept of job.keep) packed.keep[run++] = kept ? 1 : 0;
    else run++;
    const { from: start = 0, to: end = 0 } = (job.kind !== 'report' && job.window) || {};
    packed.jobs.set([KINDS.indexOf(job.kind), from, run, start, end], k * FIELDS);
  });
  return packed;
}

/** The job at a place. */
export function jobAt({ values, keep, jobs, width }: PackedJobs, index: number): TrialJob {
  const [code, from, to, start, end] = jobs.subarray(index * FIELDS, (index + 1) * FIELDS);
  const runs = Array.from({ length: to - from }, (_, k) =>
    Array.from(values.subarray((from + k) * width, (from + k + 1) * width)),
  );
  const kind = KINDS[code];
  if (kind === 'report') return { kind, values: runs[0] };
  const window = end > 0 ? { window: { from: start, to: end } } : {};
  if (kind === 'check') return { kind, values: runs[0], ...window };
  return { kind, values: runs, keep: Array.from(keep.subarray(from, to), (kept) => kept === 1), ...window };
}
