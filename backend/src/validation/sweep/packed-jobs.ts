import type { TrialJob } from './trial-jobs.ts';

/** Jobs in memory that threads share: what a message of ten thousand small lists costs, once per thread, is more than many a sweep. */
export interface PackedJobs {
  /** Values of all runs of all jobs, one after the other. */
  readonly values: Float64Array;
  /** Whether the daily returns of a run are wanted. */
  readonly keep: Uint8Array;
  /** Of each job: 1 where a report is wanted, its first run, the run behind its last, and its window (0, 0 without one). */
  readonly jobs: Int32Array;
  /** Values of a run. */
  readonly width: number;
}

const FIELDS = 5;

export function packJobs(jobs: readonly TrialJob[]): PackedJobs {
  const runs = jobs.flatMap((job) => (job.kind === 'report' ? [job.values] : job.values));
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
    if (job.kind === 'report') run++;
    else for (const kept of job.keep) packed.keep[run++] = kept ? 1 : 0;
    const { from: start = 0, to: end = 0 } = (job.kind === 'trials' && job.window) || {};
    packed.jobs.set([job.kind === 'report' ? 1 : 0, from, run, start, end], k * FIELDS);
  });
  return packed;
}

/** The job at a place. */
export function jobAt({ values, keep, jobs, width }: PackedJobs, index: number): TrialJob {
  const [report, from, to, start, end] = jobs.subarray(index * FIELDS, (index + 1) * FIELDS);
  const runs = Array.from({ length: to - from }, (_, k) =>
    Array.from(values.subarray((from + k) * width, (from + k + 1) * width)),
  );
  if (report === 1) return { kind: 'report', values: runs[0] };
  return {
    kind: 'trials',
    values: runs,
    keep: Array.from(keep.subarray(from, to), (kept) => kept === 1),
    ...(end > 0 ? { window: { from: start, to: end } } : {}),
  };
}
