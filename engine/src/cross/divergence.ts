import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { ZScore } from '../kernels/z-score.ts';
import type { GroupLane } from './group-lane.ts';

/** oiDivergence of each venue, and the largest of any venue, seen on all of them. */
export class Divergence extends StatelessKernel {
  readonly values: readonly Column[];
  readonly peaks: readonly Column[];
  private readonly scores: readonly ZScore[];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.values = lanes.map((lane) => lane.column('oiDivergence'));
    this.peaks = lanes.map((lane) => lane.column('oiDivergenceMax'));
    this.scores = scoresOf(lanes);
  }

  advance(from: number, to: number): void {
    const { scores, values, peaks } = this;
    for (let k = 0; k < scores.length; k++) scores[k].advance(from, to);
    for (let i = from; i < to; i++) {
      let peak = 0 / 0;
      for (let k = 0; k < values.length; k++) {
        const value = values[k].block[values[k].place + i];
        if (value === value && !(Math.abs(value) <= Math.abs(peak))) peak = value;
      }
      for (let k = 0; k < peaks.length; k++) peaks[k].block[peaks[k].place + i] = peak;
    }
  }

  override load(): void {
    for (const score of this.scores) score.load();
  }
}

/** z-scores of every venue's difference from the mean, side by side where they can be. */
function scoresOf(lanes: readonly GroupLane[]): ZScore[] {
  const scores: ZScore[] = [];
  const { tape, config } = lanes[0];
  for (const lane of lanes) {
    const [x, out] = [lane.column('oiVsVenues'), lane.column('oiDivergence')];
    const score = new ZScore(x, out, config.metrics.zWindow, config.metrics.zClip, tape);
    if (!scores.at(-1)?.absorb(score)) scores.push(score);
  }
  return scores;
}
