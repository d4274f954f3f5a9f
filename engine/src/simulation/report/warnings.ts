import type { Strategy } from '../../strategy/strategy.ts';
import { missingText } from '../../validation/missing.ts';
import type { Tally } from '../tally.ts';
import type { TradeStore } from '../trade-store.ts';
import { sum } from './moments.ts';
import type { Performance } from './performance.ts';
import type { TradeNumbers } from './trade-numbers.ts';

/** A reason to doubt a result: a code for programs, a sentence for people. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

const SMALL_SAMPLE = 30;
const SUSPICIOUS_SHARPE = 4;
const SUSPICIOUS_HIT_RATE = 0.9;
const TRADES_PER_PARAMETER = 20;

/**
 * What should make one look twice. None of these says that a result is wrong.
 *
 * @param missing names what the recording has no value of; asked where nothing was traded
 */
export function warningsOf(
  strategy: Strategy,
  numbers: TradeNumbers,
  performance: Performance,
  trades: TradeStore,
  tally: Tally,
  missing: () => readonly string[],
): Warning[] {
  const found: Warning[] = [];
  const warn = (code: string, message: string): void => void found.push({ code, message });
  const { trades: n } = numbers;
  if (n === 0) {
    const why = missingText(missing());
    warn(
      'NO_TRADES',
      `Nothing was traded: hit rate, expectancy and ratios are undefined.${why === '' ? '' : ` ${why}`}`,
    );
  } else if (n < SMALL_SAMPLE) {
    warn(
      'SMALL_SAMPLE',
      `Only ${n} ${n === 1 ? 'trade' : 'trades'}: below ${SMALL_SAMPLE}, luck cannot be told from skill.`,
    );
  }
  const parameters = strategy.params.size;
  if (n > 0 && parameters > 0 && n < parameters * TRADES_PER_PARAMETER) {
    warn(
      'MANY_PARAMETERS',
      `${parameters} parameters for ${n} trades: fewer than ${TRADES_PER_PARAMETER} trades per parameter invites overfitting.`,
    );
  }
  const best = numbers.bestTrade;
  if (n > 1 && performance.netPnl > 0 && best > 0.5 * performance.netPnl) {
    const share = Math.round((100 * best) / performance.netPnl);
    warn('ONE_TRADE', `One trade carries the profit: the best one is ${share} % of it.`);
  }
  if (performance.sharpe > SUSPICIOUS_SHARPE) {
    warn(
      'TOO_GOOD',
      `A Sharpe ratio of ${performance.sharpe.toFixed(1)} is rare: look for a value that was not known at the time.`,
    );
  }
  if (n >= SMALL_SAMPLE && numbers.hitRate > SUSPICIOUS_HIT_RATE) {
    warn(
      'TOO_GOOD',
      `A hit rate of ${Math.round(100 * numbers.hitRate)} % is rare: look for a value that was not known at the time.`,
    );
  }
  if (tally.waitedFills > 0) {
    warn('STALE_FILLS', `${tally.waitedFills} fills waited ${tally.waitedBars} missing bars for a price.`);
  }
  const assumed = sum(trades.column('bothHit'));
  if (assumed > 0)
    warn(
      'ORDER_ASSUMED',
      `${assumed} trades ended in a bar that reached stop and target; the stop was assumed.`,
    );
  if (tally.estimatedSettlements > 0) {
    warn(
      'FUNDING_ESTIMATED',
      `${tally.estimatedSettlements} of ${tally.settlements} funding settlements are hidden by longer bars; the last seen rate stands in.`,
    );
  }
  if (tally.refusedOrders + tally.reducedOrders > 0) {
    warn(
      'ORDERS_CUT',
      `${tally.reducedOrders} orders were cut and ${tally.refusedOrders} refused for lack of equity, a stop or a size.`,
    );
  }
  return found;
}
