import type { Kernel } from '../kernel.ts';
import { Ema } from '../kernels/ema.ts';
import { LogReturn, logReturnOf } from '../kernels/log-return.ts';
import { PctChange, pctChange } from '../kernels/pct-change.ts';
import { trueRange, WilderAtr } from '../kernels/wilder-atr.ts';
import { WilderRsi } from '../kernels/wilder-rsi.ts';
import { CumulativeVolumeDelta } from './cvd.ts';
import { OnBalanceVolume } from './obv.ts';
import { imbalance, TakerFlow, takerDelta } from './taker-flow.ts';

/**
 * What follows from a bar and the one before it, in one pass: changes, returns, taker flow, OBV, RSI, ATR and the two
 * EMAs. Each formula and its state stay with their kernel; here are only the loop and the columns that they share. A live bar
 * spends more on calling eleven kernels, and on finding the same five columns anew in each, than on what they compute.
 */
export class BarToBar implements Kernel {
  readonly stateSize: number;
  private readonly parts: readonly Kernel[];

  /** The kernels in `kernels` with those that can be run together replaced by one. */
  static fuse(kernels: readonly Kernel[]): Kernel[] {
    const [oi, ls, price, log, flow, cvd, obv, rsi, atr, fast, slow, ...others] = kernels;
    const fits =
      oi instanceof PctChange &&
      ls instanceof PctChange &&
      price instanceof PctChange &&
      log instanceof LogReturn &&
      flow instanceof TakerFlow &&
      cvd instanceof CumulativeVolumeDelta &&
      obv instanceof OnBalanceVolume &&
      rsi instanceof WilderRsi &&
      atr instanceof WilderAtr &&
      fast instanceof Ema &&
      slow instanceof Ema;
    return fits
      ? [new BarToBar(oi, ls, price, log, flow, cvd, obv, rsi, atr, fast, slow), ...others]
      : [...kernels];
  }

  private constructor(
    private readonly oi: PctChange,
    private readonly ls: PctChange,
    private readonly price: PctChange,
    private readonly log: LogReturn,
    private readonly flow: TakerFlow,
    private readonly cvd: CumulativeVolumeDelta,
    private readonly obv: OnBalanceVolume,
    private readonly rsi: WilderRsi,
    private readonly atr: WilderAtr,
    private readonly fast: Ema,
    private readonly slow: Ema,
  ) {
    this.parts = [oi, ls, price, log, flow, cvd, obv, rsi, atr, fast, slow];
    this.stateSize = this.parts.reduce((sum, part) => sum + part.stateSize, 0);
  }

  advance(from: number, to: number): void {
    const time = this.cvd.openTime.data;
    const high = this.atr.high.data;
    const low = this.atr.low.data;
    const close = this.price.x.data;
    const volume = this.flow.volume.data;
    const takerBuy = this.flow.takerBuy.data;
    const oi = this.oi.x.data;
    const ls = this.ls.x.data;
    const oiDelta = this.oi.out.data;
    const lsDelta = this.ls.out.data;
    const returns = this.price.out.data;
    const logReturns = this.log.out.data;
    const cvdDelta = this.flow.delta.data;
    const imbalances = this.flow.imbalance.data;
    const cvd = this.cvd.out.data;
    const obv = this.obv.out.data;
    const rsi = this.rsi.out.data;
    const atr = this.atr.out.data;
    const fast = this.fast.out.data;
    const slow = this.slow.out.data;
    let closeBefore = from > 0 ? close[from - 1] : 0 / 0;
    let oiBefore = from > 0 ? oi[from - 1] : 0 / 0;
    let lsBefore = from > 0 ? ls[from - 1] : 0 / 0;
    for (let i = from; i < to; i++) {
      oiDelta[i] = pctChange(oiBefore, oi[i]);
      oiBefore = oi[i];
      lsDelta[i] = pctChange(lsBefore, ls[i]);
      lsBefore = ls[i];
      const price = close[i];
      const change = price - closeBefore;
      returns[i] = pctChange(closeBefore, price);
      logReturns[i] = logReturnOf(closeBefore, price);
      const traded = volume[i];
      const delta = takerDelta(traded, takerBuy[i]);
      cvdDelta[i] = delta;
      imbalances[i] = imbalance(traded, takerBuy[i], this.flow.clip);
      cvd[i] = this.cvd.next(i, time, delta, cvd);
      obv[i] = this.obv.next(i > 0 ? change : price - price, traded);
      rsi[i] = this.rsi.next(change);
      atr[i] = this.atr.next(i > 0 ? trueRange(high[i], low[i], closeBefore) : high[i] - low[i]);
      fast[i] = this.fast.next(price);
      slow[i] = this.slow.next(price);
      closeBefore = price;
    }
  }

  save(into: Float64Array, at: number): void {
    for (const part of this.parts) {
      part.save(into, at);
      at += part.stateSize;
    }
  }

  load(from: Float64Array, at: number, row: number): void {
    for (const part of this.parts) {
      part.load(from, at, row);
      at += part.stateSize;
    }
  }
}
