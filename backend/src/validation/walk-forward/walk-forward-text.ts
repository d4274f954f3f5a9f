import type { MonteCarloTrades } from '@hindcast/engine/statistics';
import { table, time } from '../../cli/text.ts';
import { csvLine } from '../validation-text.ts';
import type { WalkForwardReport } from './walk-forward-run.ts';

const figure = (x: number | undefined, digits = 2): string =>
  x !== undefined && Number.isFinite(x) ? x.toFixed(digits) : '-';

const fall = ({ maxDrawdown }: MonteCarloTrades): string =>
  `fall of ${figure(100 * maxDrawdown.p50)} % in the middle and ${figure(100 * maxDrawdown.p95)} % at worst (95 %)`;

/** The walk for a person: what it comes to, then step by step. */
export function walkForwardText(report: WalkForwardReport): string {
  const { dataset, strategy, lanes, plan, steps, dimensions, outOfSample, monteCarlo } = report;
  const names = dimensions.map(({ name }) => name);
  const { trades, wins, maxDrawdownPct } = outOfSample;
  return [
    `${strategy.name} on ${dataset.name}${dataset.simulated ? ' (simulated market)' : ''}: ${lanes.map(({ venue, symbol, timeframe }) => `${venue} ${symbol} ${timeframe}`).join(', ')}`,
    `${plan.mode} walk-forward: ${plan.trainDays} days of training, ${plan.testDays} of test, ${plan.purgeBars} bars purged, ${plan.embargoBars} embargoed`,
    '',
    report.sentence,
    `${trades} trades, ${wins} won; deepest fall at day ends ${figure(maxDrawdownPct)} %`,
    ...(monteCarlo
      ? [
          `Monte Carlo: ${monteCarlo.trades ? `${fall(monteCarlo.trades)} had the trades come in another order; ` : ''}${fall(monteCarlo.shuffled)} had the days; ` +
            `end between ${figure(monteCarlo.blocks.endEquity.p5, 0)} and ${figure(monteCarlo.blocks.endEquity.p95, 0)} USDT (90 %) for days drawn in blocks`,
        ]
      : []),
    '',
    table(
      ['test', 'to', ...names, 'trained %', 'tested %', 'Sharpe', 'trades', 'efficiency'],
      steps.map(({ test, values, trained, tested, efficiency }) => [
        time(test.from),
        time(test.to),
        ...names.map((_, k) => (values ? String(values[k]) : '-')),
        figure(trained?.returnPct),
        figure(tested?.returnPct),
        figure(tested?.sharpe),
        tested ? tested.trades : '-',
        figure(efficiency),
      ]),
    ),
    '',
    `Dataset ${dataset.digest}; strategy ${strategy.hash}; seed ${report.seed}; engine ${report.engineVersion}`,
  ].join('\n');
}

/** One row per step. */
export function walkForwardCsv({ dimensions, steps }: WalkForwardReport): string {
  const names = dimensions.map(({ name }) => name);
  return [
    csvLine([
      'trainFrom',
      'trainTo',
      'testFrom',
      'testTo',
      ...names,
      'trainReturnPct',
      'testReturnPct',
      'testSharpe',
      'testTrades',
      'efficiency',
    ]),
    ...steps.map(({ train, test, values, trained, tested, efficiency }) =>
      csvLine([
        ...[train.from, train.to, test.from, test.to],
        ...names.map((_, k) => values?.[k] ?? null),
        ...[
          trained?.returnPct ?? null,
          tested?.returnPct ?? null,
          tested?.sharpe ?? null,
          tested?.trades ?? null,
          efficiency,
        ],
      ]),
    ),
  ].join('\n');
}
