import { describe, expect, it } from '@jest/globals';
import { jobAt, packJobs } from '../../src/validation/sweep/packed-jobs.ts';
import type { TrialJob } from '../../src/validation/sweep/trial-jobs.ts';

describe('packed jobs', () => {
  it('come out as they went in, to the last bit', () => {
    const jobs: TrialJob[] = [
      {
        kind: 'trials',
        values: [
          [0.1, -0],
          [1e300, NaN],
        ],
        keep: [true, false],
      },
      { kind: 'report', values: [3, 4] },
      { kind: 'check', values: [7, 8], window: { from: 12, to: 300 } },
      { kind: 'check', values: [9, 10] },
      { kind: 'trials', values: [[5, 6]], keep: [true], window: { from: 0, to: 288 } },
      { kind: 'trials', values: [], keep: [] },
    ];
    const packed = packJobs(jobs);
    expect(packed.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(jobs.map((_, k) => jobAt(packed, k))).toEqual(jobs);
    expect(packJobs([]).jobs).toHaveLength(0);
  });
});
