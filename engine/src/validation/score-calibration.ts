import { reliabilityCurve, type Calibration } from '../statistics/reliability-curve.ts';
import type { JudgedLane } from './groups.ts';

/** Confluence scores of events against their hits over the horizon in question; null where no event has a score. */
export function scoreCalibration(judged: readonly JudgedLane[], horizon: number): Calibration | null {
  const rows: number[] = [];
  const scores: number[] = [];
  const hits: number[] = [];
  for (const { at, events, outcomes } of judged) {
    for (let k = 0; k < events.rows.length; k++) {
      const row = events.rows[k];
      const hit = events.directions[k] > 0 ? outcomes.hits.long[row] : outcomes.hits.short[row];
      if (hit !== hit || at.scores[row] !== at.scores[row]) continue;
      rows.push(row);
      scores.push(at.scores[row]);
      hits.push(hit);
    }
  }
  return scores.length > 0 ? reliabilityCurve(scores, hits, 'distinct', 0.95, { rows, horizon }) : null;
}
