import { slippageAt } from './costs.ts';
import type { FundingLog } from './funding.ts';
import { Hindsight, lookBack, type Ending } from './hindsight.ts';
import type { MarketData } from './market-data.ts';
import type { SimulationOptions } from './options.ts';
import type { Position } from './position.ts';
import { SignalLog, type MissedReason } from './signal-log.ts';
import { REASON, TradeStore } from './trade-store.ts';

/** Works out how a position's closing is filled, writes the trade down, and keeps what was not traded. */
export class TradeBook {
  readonly trades = new TradeStore();
  readonly signals = new SignalLog();
  readonly #options: SimulationOptions;
  readonly #hindsight = new Hindsight();
  readonly #ending: Ending = { row: 0, reference: 0, fill: 0, fee: 0, net: 0, atOpen: true };

  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  missed(lane: number, row: number, side: number, reason: MissedReason, size: number): void {
    this.signals.add(lane, row, side, reason, size);
  }

  /** Fills the closing of `p` and writes the trade down; the caller moves the money. */
  close(
    lane: number,
    p: Position,
    bars: MarketData,
    funding: FundingLog,
    row: number,
    reference: number,
    reason: number,
    atOpen: boolean,
    time: number,
    bothHit: number,
  ): Ending {
    const end = this.#ending;
    end.row = row;
    end.atOpen = atOpen;
    this.#fill(p, bars, row, reference, reason);
    const gross = p.side * (end.fill * p.size - p.cost);
    end.net = gross - p.fees - end.fee + p.funding;
    this.#write(lane, p, row, time, gross, reason, atOpen, bothHit);
    if (this.#options.detail) this.#lookBack(p, bars, funding);
    return end;
  }

  /** Stops and decisions leave at the market; a target rests in the book; a liquidation loses no more than the margin. */
  #fill(p: Position, bars: MarketData, row: number, reference: number, reason: number): void {
    const { costs } = this.#options;
    const end = this.#ending;
    end.reference = reference;
    if (reason === REASON.target) {
      end.fill = reference;
      end.fee = costs.makerFee * reference * p.size;
    } else if (reason === REASON.liquidation) {
      end.fill = p.side > 0 ? Math.max(reference, p.bankruptcy) : Math.min(reference, p.bankruptcy);
      end.reference = end.fill;
      const left = p.margin + p.side * (end.fill * p.size - p.cost);
      end.fee = Math.min(costs.liquidationFee * end.fill * p.size, Math.max(0, left));
    } else {
      end.fill = reference * (1 - p.side * slippageAt(costs.slippage, bars, row, p.size));
      end.fee = costs.takerFee * end.fill * p.size;
    }
  }

  #write(
    lane: number,
    p: Position,
    row: number,
    time: number,
    gross: number,
    reason: number,
    atOpen: boolean,
    bothHit: number,
  ): void {
    const { trades } = this;
    const end = this.#ending;
    const trade = trades.push();
    trades.set(trade, 'lane', lane);
    trades.set(trade, 'side', p.side);
    trades.set(trade, 'entryRow', p.entryRow);
    trades.set(trade, 'entryTime', p.entryTime);
    trades.set(trade, 'entryPrice', p.entryPrice);
    trades.set(trade, 'exitRow', row);
    trades.set(trade, 'exitTime', time);
    trades.set(trade, 'exitPrice', end.fill);
    trades.set(trade, 'size', p.size);
    trades.set(trade, 'grossPnl', gross);
    trades.set(trade, 'fees', p.fees + end.fee);
    trades.set(trade, 'funding', p.funding);
    trades.set(trade, 'netPnl', end.net);
    trades.set(trade, 'barsHeld', row - p.entryRow + (atOpen ? 0 : 1));
    trades.set(trade, 'mae', Math.min(p.mae, gross));
    trades.set(trade, 'mfe', Math.max(p.mfe, gross));
    trades.set(trade, 'reason', reason);
    trades.set(trade, 'signalRow', p.signalRow);
    trades.set(trade, 'signalTier', p.signalTier);
    trades.set(trade, 'entries', p.entries);
    trades.set(trade, 'slippage', p.slippage + Math.abs(end.fill - end.reference) * p.size);
    trades.set(trade, 'waited', p.waited);
    trades.set(trade, 'bothHit', bothHit);
  }

  #lookBack(p: Position, bars: MarketData, funding: FundingLog): void {
    const { trades } = this;
    const { costs, regret } = this.#options;
    const seen = this.#hindsight;
    lookBack(p, this.#ending, funding, bars, costs, regret.entryBars, seen);
    const trade = trades.length - 1;
    trades.set(trade, 'exitRegret', seen.exitRegret);
    trades.set(trade, 'entryRegret', seen.entryRegret);
    trades.set(trade, 'oracle', seen.oracle);
    trades.set(trade, 'entryTiming', seen.entryTiming);
    trades.set(trade, 'exitTiming', seen.exitTiming);
    trades.set(trade, 'falseSignal', seen.falseSignal);
  }
}
