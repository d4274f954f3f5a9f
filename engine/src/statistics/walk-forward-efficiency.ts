/**
 * Walk-forward efficiency: what of the performance in training was left in the tests, per row of each. Near 1 the optimisation found something
 * that lasts; near 0 or below it fitted the past.
 *
 * @param trainGain summed performance (log return or PnL) over all training rows
 * @param testGain summed performance over all test rows
 * @returns ratio; NaN where training earned nothing, because a share of nothing means nothing
 * @example walkForwardEfficiency(0.8, 400, 0.1, 100) // 0.5
 */
export function walkForwardEfficiency(
  trainGain: number,
  trainRows: number,
  testGain: number,
  testRows: number,
): number {
  if (!(trainGain > 0)) return NaN;
  return testGain / testRows / (trainGain / trainRows);
}
