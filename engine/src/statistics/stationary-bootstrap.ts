import { stationaryIndices } from './block-resampler.ts';
import { blockLengthFor, replicate, summarise, type Bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { requireSample, type Sample } from './sample.ts';

/**
 * Stationary block bootstrap of any statistic of a series: resamples keep the dependence between neighbours, which an
 * ordinary bootstrap would destroy and call an interval too narrow for it.
 *
 * The interval is the percentile interval. Source: D. N. Politis, J. P. Romano, "The stationary bootstrap", JASA 89 (1994).
 *
 * @param sample observations in time order, finite, at least 2
 * @param statistic computed on each resample; must not keep the array it is given
 * @throws HindcastError SAMPLE_TOO_SMALL, SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example stationaryBootstrap(returns, (x) => median([...x]), { random: seededRandom(1) })
 */
export function stationaryBootstrap(
  sample: Sample,
  statistic: (resample: Float64Array) => number,
  options: BootstrapOptions,
): Bootstrap {
  requireSample(sample, 2, 'observations');
  const blockLength = blockLengthFor(sample, options);
  const indices = new Int32Array(sample.length);
  const resample = new Float64Array(sample.length);
  const estimate = statistic(Float64Array.from(sample));
  const replicates = replicate(options, () => {
    stationaryIndices(indices, sample.length, blockLength, options.random);
    for (let i = 0; i < indices.length; i++) resample[i] = sample[indices[i]];
    return statistic(resample);
  });
  // Replicates as they fell: nothing is known of a general statistic that would correct them.
  return summarise(estimate, replicates, blockLength, sample.length / blockLength, options);
}
