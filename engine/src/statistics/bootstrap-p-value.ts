import { fewBlocksFactor, type Bootstrap } from './bootstrap.ts';
import { tTwoSidedP } from './t-distribution.ts';

/**
 * One-sided bootstrap p-value: how often chance alone, with the dependence that the series has, would put the statistic as
 * far above `hypothesis` as it was seen. The replicates are centred on the estimate to stand for the null.
 *
 * Where fewer than {@link FEWEST_BEYOND} replicates reach that far, counting has no digits left, and 1/(B + 1) would bar every
 * correction for a thousand tests: the tail of Student's t takes over, with the bootstrap's standard error and one degree of freedom per
 * block.
 *
 * Source: A. C. Davison, D. V. Hinkley, "Bootstrap Methods and their Application" (1997), §4.4 and §4.2.5.
 *
 * @param hypothesis value of the statistic if there were no effect
 * @returns in (0, 1]; NaN when the estimate is NaN
 * @example bootstrapPValue(bootstrapMean(excess, { random }), 0)
 */
export function bootstrapPValue(
  bootstrap: Bootstrap,
  hypothesis: number,
  alternative: 'greater' | 'less' = 'greater',
): number {
  const { estimate, replicates, standardError, blocks } = bootstrap;
  if (estimate !== estimate || hypothesis !== hypothesis) return NaN;
  const direction = alternative === 'greater' ? 1 : -1;
  const seen = direction * (estimate - hypothesis);
  let asFar = 0;
  for (let i = 0; i < replicates.length; i++) if (direction * (replicates[i] - estimate) >= seen) asFar++;
  const counted = (asFar + 1) / (replicates.length + 1);
  if (asFar >= FEWEST_BEYOND || !(standardError > 0)) return counted;
  const t = (seen / standardError) * fewBlocksFactor(blocks);
  return Math.min(FEWEST_BEYOND / replicates.length, tTwoSidedP(t, Math.max(3, blocks)) / 2);
}

/** Replicates beyond the estimate below which counting them is too coarse. */
const FEWEST_BEYOND = 10;
