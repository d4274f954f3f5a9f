import { DEFAULT_COSTS } from '$lib/state/lab/costs.ts';
import { OBJECTIVES } from './objectives.ts';
import type {
  Lane,
  NewSweep,
  NewWalk,
  StudiedData,
  SweepDocument,
  ValidationDocument,
  WalkDocument,
} from './wire.ts';

/** What a result is of: everything that it depends on, as the command line prints it. */
export interface Caption {
  readonly data: StudiedData;
  readonly lanes: readonly Lane[];
  /** UTC ms; null where nothing was run over it. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** How it was asked, in words. */
  readonly how: readonly string[];
  readonly seed: string | number;
  readonly engineVersion: string;
}

const DIRECTIONS = {
  bias: "with the bar's bias",
  against: "against the bar's bias",
  long: 'always long',
  short: 'always short',
} as const;
const METHODS = { grid: 'grid', random: 'random search', bayes: 'Bayesian search' } as const;

export function validationCaption({
  dataset,
  lanes,
  range,
  options,
  engineVersion,
}: ValidationDocument): Caption {
  const { costsBps, direction, horizons, seed, replicates } = options;
  return {
    ...{ data: dataset, lanes, range, seed, engineVersion },
    how: [
      `round trip ${costsBps} bps`,
      DIRECTIONS[direction],
      `${horizons.join(', ')} bars ahead`,
      `${replicates} resamples`,
    ],
  };
}

export function sweepCaption(document: SweepDocument, asked: NewSweep): Caption {
  const { dataset, lanes, strategy, objective, minTrades, seed, engineVersion, best } = document;
  return {
    ...{ data: dataset, lanes, seed, engineVersion, range: best.at(0)?.report.range ?? null },
    how: [
      strategy.name,
      METHODS[asked.method ?? 'grid'],
      `best by ${OBJECTIVES[objective].label}`,
      `at least ${minTrades} trades`,
      costsText(asked),
    ],
  };
}

export function walkCaption(document: WalkDocument, asked: NewWalk): Caption {
  const { dataset, lanes, strategy, objective, plan, seed, engineVersion, steps } = document;
  const [first, last] = [steps.at(0), steps.at(-1)];
  return {
    ...{ data: dataset, lanes, seed, engineVersion },
    range: first && last ? { from: first.train.from, to: last.test.to } : null,
    how: [
      strategy.name,
      METHODS[asked.method ?? 'grid'],
      `best by ${OBJECTIVES[objective].label}`,
      `at least ${asked.minTrades ?? 20} trades`,
      `${plan.mode}, ${plan.trainDays} days of training, ${plan.testDays} of test`,
      `${plan.purgeBars} bars purged, ${plan.embargoBars} embargoed`,
      costsText(asked),
    ],
  };
}

function costsText({ takerBps, slippageBps, funding, equity }: NewSweep | NewWalk): string {
  const { takerBps: taker, slippageBps: slippage } = DEFAULT_COSTS;
  return [
    `taker ${takerBps ?? taker} bps, slippage ${slippageBps ?? slippage} bps`,
    funding === false ? 'without funding' : 'with funding',
    ...(equity === undefined ? [] : [`from ${equity} USDT`]),
  ].join(', ');
}
