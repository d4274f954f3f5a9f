import {
  DecidedLane,
  decidedStrategy,
  missedSignals,
  orderSize,
  Simulation,
  totalsOf,
  tradeRows,
} from '@hindcast/engine/simulation';
import { wilsonInterval } from '@hindcast/engine/statistics';
import type { BlindScore, BlindSignal, TradeRow } from '@hindcast/engine/wire';
import type { Answer, Trial } from './trial.ts';

export interface Comparison {
  viewer: BlindScore;
  rule: BlindScore;
  signals: BlindSignal[];
}

/** The viewer's account and the rule's over the same rows, up to `rows`, where both leave what they hold at the last close. */
export function compare(trial: Trial, rows: number): Comparison {
  const viewer = simulate(trial, trial.decided, rows);
  passOver(viewer, trial.answers);
  const byRule = new DecidedLane(trial.lane);
  byRule.decide(trial.start, rows, 'rule');
  const rule = simulate(trial, byRule, rows);
  return {
    viewer: scoreOf(viewer),
    rule: scoreOf(rule),
    signals: signalsOf(trial, tradeRows(viewer), tradeRows(rule)),
  };
}

function simulate(trial: Trial, lane: DecidedLane, rows: number): Simulation {
  const simulation = new Simulation(decidedStrategy(trial.strategy), [lane], trial.options);
  simulation.advance(rows);
  simulation.closeAtEnd();
  return simulation;
}

/** Notes what was passed, at the size that the rule would have traded, so that its regret can be told. */
function passOver(simulation: Simulation, answers: readonly Answer[]): void {
  const { sizing, leverage } = simulation.strategy;
  for (const { row, rule, choice, amount } of answers) {
    if (choice !== 'pass') continue;
    const price = simulation.brokers[0].bars.close[row];
    const means = { equity: simulation.equity[row], marginInUse: 0, leverage, price, slip: 0 };
    const { size } = orderSize(sizing, amount, means, simulation.options);
    simulation.book.missed(0, row, rule, 'passed by hand', size > 0 ? size : 0);
  }
}

/** Of what was missed only the signals that were passed count: a rule passes none. */
function scoreOf(simulation: Simulation): BlindScore {
  const { trades, wins, netPnl, fees, funding, exitRegret } = totalsOf(
    simulation,
    simulation.book.trades.length,
  );
  const passed = missedSignals(simulation).filter(({ reason }) => reason === 'passed by hand');
  const interval = trades > 0 ? wilsonInterval(wins, trades) : null;
  return {
    trades,
    wins,
    hitRate: trades > 0 ? wins / trades : null,
    hitRateLow: interval?.low ?? null,
    hitRateHigh: interval?.high ?? null,
    netPnl,
    fees,
    funding,
    exitRegret,
    missedRegret: passed.reduce((sum, { regret }) => sum + regret, 0),
  };
}

function signalsOf({ answers, lane }: Trial, own: TradeRow[], ruled: TradeRow[]): BlindSignal[] {
  const { openTime } = lane.tape;
  return answers.map(({ row, rule, choice }, k) => {
    const next = answers[k + 1]?.row ?? Infinity;
    const became = (trades: TradeRow[]): number | null =>
      trades.find(({ cause }) => cause.row >= row && cause.row < next)?.netPnl ?? null;
    return {
      row,
      time: openTime[row],
      rule: rule > 0 ? 'long' : 'short',
      choice,
      choicePnl: became(own),
      rulePnl: became(ruled),
    };
  });
}
