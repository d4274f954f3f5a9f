import { OUTCOME_DOCS, type OutcomeName } from '@hindcast/engine/sweep';
import { count, table } from '../../cli/text.ts';
import { csvLine } from '../validation-text.ts';
import type { SweepReport, SweepTrial } from './sweep-run.ts';

const SHOWN: readonly OutcomeName[] = [
  'trades',
  'netPnl',
  'returnPct',
  'hitRate',
  'profitFactor',
  'sharpe',
  'dailyDrawdownPct',
];

const figure = (name: OutcomeName, x: number): string => {
  if (!Number.isFinite(x)) return '-';
  if (name === 'trades') return String(x);
  return name === 'hitRate' || name === 'hitRateLow' ? `${(100 * x).toFixed(1)} %` : x.toFixed(2);
};

/** The sweep for a person: what it is worth first, then the best, then the plateaus. */
export function sweepText(report: SweepReport, shown = 10): string {
  const { dataset, strategy, lanes, dimensions, method, trials, best, judgement, how, plateaus } = report;
  const names = dimensions.map(({ name }) => name);
  const label = OUTCOME_DOCS[report.objective].label;
  return [
    `${strategy.name} on ${dataset.name}${dataset.simulated ? ' (simulated market)' : ''}: ${lanes.map(({ venue, symbol, timeframe }) => `${venue} ${symbol} ${timeframe}`).join(', ')}`,
    `${method} search, ${count(trials.length)} trials over ${names.join(', ')}; ranked by ${label}, at least ${report.minTrades} trades`,
    howText(how),
    ...how.notes,
    '',
    judgement.sentence,
    ...judgement.reasons,
    ...(best.length === 0 ? ['No trial made enough trades to count.'] : []),
    ...(best.length === 0
      ? []
      : [
          '',
          `The best by ${label}, run again bar by bar:`,
          trialTable(
            names,
            best.slice(0, shown).map(({ trial }) => trials[trial]),
          ),
        ]),
    ...(plateaus.length === 0
      ? []
      : [
          '',
          'The most stable, run again bar by bar: a quarter of the neighbours fall below "floor", and no more',
          table(
            [...names, label, 'floor', 'neighbours'],
            plateaus
              .slice(0, 5)
              .map(({ trial, score, floor, neighbours }) => [
                ...trials[trial].values.map(String),
                score.toFixed(2),
                Number.isFinite(floor) ? floor.toFixed(2) : '-',
                neighbours,
              ]),
          ),
        ]),
    '',
    `Sweep ${report.id}; dataset ${dataset.digest}; strategy ${strategy.hash}; seed ${report.seed}; engine ${report.engineVersion}`,
  ].join('\n');
}

function howText({ walked, barByBar, resumed, why }: SweepReport['how']): string {
  const parts = [
    ...(walked > 0 ? [`${count(walked)} walked from entry to exit`] : []),
    ...(barByBar > 0 ? [`${count(barByBar)} bar by bar${why ? ` (${why})` : ''}`] : []),
    ...(resumed > 0 ? [`${count(resumed)} known from an earlier run`] : []),
  ];
  return parts.join(', ');
}

function trialTable(names: readonly string[], trials: readonly SweepTrial[]): string {
  return table(
    [...names, ...SHOWN.map((name) => OUTCOME_DOCS[name].label)],
    trials.map(({ values, numbers }) => [
      ...values.map(String),
      ...SHOWN.map((name) => figure(name, numbers[name])),
    ]),
  );
}

/** One row per trial, in the order of the search. */
export function sweepCsv({ dimensions, trials }: SweepReport): string {
  const figures = Object.keys(OUTCOME_DOCS) as OutcomeName[];
  return [
    csvLine(['trial', ...dimensions.map(({ name }) => name), ...figures]),
    ...trials.map(({ index, values, numbers }) =>
      csvLine([index, ...values, ...figures.map((name) => numbers[name])]),
    ),
  ].join('\n');
}
