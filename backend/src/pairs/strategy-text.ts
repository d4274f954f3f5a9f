import type { PairConfig } from '@hindcast/engine/pairs';
import type { AnalysisSettings } from './pair-settings.ts';

/** A number as YAML and a person read it. */
const plain = (value: number): string => String(Number(value.toPrecision(12)));
const text = (word: string): string => JSON.stringify(word);

/**
 * The pair as a strategy file: two legs, the x leg as large as the hedge ratio says, entered and left at the z-scores that the analysis
 * marks, on the very columns that it shows.
 */
export function pairStrategy(
  y: string,
  x: string,
  config: PairConfig,
  { entry, exit }: AnalysisSettings,
): string {
  const short = (symbol: string): string => symbol.split('/')[0];
  const kalman = config.method === 'kalman' ? [`  discount: ${plain(config.kalman.discount)}`] : [];
  return [
    `name: ${text(`${short(y)} against ${short(x)}, ${config.method}`)}`,
    'description: |',
    '  Buys the spread of the two when it is far below its recent mean and sells it when it is far above; the second leg is as',
    '  large as the hedge ratio says.',
    'params:',
    `  far: { default: ${plain(entry)}, min: 0.5, max: 6, step: 0.1, doc: Z of the spread that enters }`,
    `  near: { default: ${plain(exit)}, min: 0, max: 3, step: 0.1, doc: Z of the spread that leaves }`,
    'pair:',
    `  y: ${text(y)}`,
    `  x: ${text(x)}`,
    '  hedge: pair.hedge',
    `  method: ${config.method}`,
    `  prices: ${config.prices}`,
    `  window: ${config.window}`,
    `  zWindow: ${config.zWindow}`,
    `  adfWindow: ${config.adfWindow}`,
    ...kalman,
    'entry:',
    '  long: pair.z < -far and pair.hedge > 0',
    '  short: pair.z > far and pair.hedge > 0',
    'exit:',
    '  long: pair.z > -near',
    '  short: pair.z < near',
    'sizing: { equityPercent: 40 }',
    '',
  ].join('\n');
}
