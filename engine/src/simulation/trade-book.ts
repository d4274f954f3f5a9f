import { slippageAt } from './costs.ts';
import type { FundingLog } from './funding.ts';
import { Hindsight, lookBack, type Ending } from './hindsight.ts';
import type { MarketData } from './market-data.ts';
import type { SimulationOptions } from './options.ts';
import type { Position } from './position.ts';
import { SignalLog, type MissedReason } from './signal-log.ts';
import { REASON, TRADE, TradeStore } from './trade-store.ts';

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
    const at = this.#write(lane, p, row, time, gross, reason, atOpen, bothHit);
    if (this.#options.detail) this.#lookBack(at, p, bars, funding);
    else this.#unknown(at);
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
  ): number {
    const end = this.#ending;
    const at = this.trades.push();
    const out = this.trades.data;
    out[at + TRADE.lane] = lane;
    out[at + TRADE.side] = p.side;
    out[at + TRADE.entryRow] = p.entryRow;
    out[at + TRADE.entryTime] = p.entryTime;
    out[at + TRADE.entryPrice] = p.entryPrice;
    out[at + TRADE.exitRow] = row;
    out[at + TRADE.exitTime] = time;
    out[at + TRADE.exitPrice] = end.fill;
    out[at + TRADE.size] = p.size;
    out[at + TRADE.grossPnl] = gross;
    out[at + TRADE.fees] = p.fees + end.fee;
    out[at + TRADE.funding] = p.funding;
    out[at + TRADE.netPnl] = end.net;
    out[at + TRADE.barsHeld] = row - p.entryRow + (atOpen ? 0 : 1);
    // Nothing lost is 0: a sum makes it of −0, which JSON does not know.
    out[at + TRADE.mae] = Math.min(p.mae, gross) + 0;
    out[at + TRADE.mfe] = Math.max(p.mfe, gross);
    out[at + TRADE.reason] = reason;
    out[at + TRADE.signalRow] = p.signalRow;
    out[at + TRADE.signalTier] = p.signalTier;
    out[at + TRADE.entries] = p.entries;
    out[at + TRADE.slippage] = p.slippage + Math.abs(end.fill - end.reference) * p.size;
    out[at + TRADE.waited] = p.waited;
    out[at + TRADE.bothHit] = bothHit;
    return at;
  }

  #lookBack(at: number, p: Position, bars: MarketData, funding: FundingLog): void {
    const { costs, regret } = this.#options;
    const seen = this.#hindsight;
    lookBack(p, this.#ending, funding, bars, costs, regret.entryBars, seen);
    const { data: out } = this.trades;
    out[at + TRADE.exitRegret] = seen.exitRegret;
    out[at + TRADE.entryRegret] = seen.entryRegret;
    out[at + TRADE.oracle] = seen.oracle;
    out[at + TRADE.entryTiming] = seen.entryTiming;
    out[at + TRADE.exitTiming] = seen.exitTiming;
    out[at + TRADE.falseSignal] = seen.falseSignal;
  }

  /** Without detail nothing is said about what might have been. */
  #unknown(at: number): void {
    this.trades.data.fill(NaN, at + TRADE.exitRegret, at + TRADE.falseSignal + 1);
  }
}
