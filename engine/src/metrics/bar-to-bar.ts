import type { Kernel } from '../kernel.ts';
import { Ema } from '../kernels/ema.ts';
import { PctChange, pctChange } from '../kernels/pct-change.ts';
import { CumulativeVolumeDelta } from './cvd.ts';
import { OnBalanceVolume } from './obv.ts';
import { imbalance, TakerFlow, takerDelta } from './taker-flow.ts';

/**
 * What follows from a bar and the one before it, in one pass: changes, returns, taker flow, CVD, OBV and the two EMAs. Each formula and its state stay with their kernel; here are only the loop and the columns that they share. A live bar
 * spends more on calling nine kernels, and on finding the same columns anew in each, than on what they compute.
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
      flow instanceof TakerFlow &&
      cvd instanceof CumulativeVolumeDelta &&
      obv instanceof OnBalanceVolume &&
      fast instanceof Ema &&
      slow instanceof Ema;
    if (!fits || !log || !rsi || !atr) return [...kernels];
    return [new BarToBar(oi, ls, price, flow, cvd, obv, fast, slow), log, rsi, atr, ...others];
  }

  private constructor(
    private readonly oi: PctChange,
    private readonly ls: PctChange,
    private readonly price: PctChange,
    private readonly flow: TakerFlow,
    private readonly cvd: CumulativeVolumeDelta,
    private readonly obv: OnBalanceVolume,
    private readonly fast: Ema,
    private readonly slow: Ema,
  ) {
    this.parts = [oi, ls, price, flow, cvd, obv, fast, slow];
    this.stateSize = this.parts.reduce((sum, part) => sum + part.stateSize, 0);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { oi, ls, price, flow, cvd, obv, fast, slow } = this;
    const close = price.x.data;
    const value = close[i];
    const before = i > 0 ? close[i - 1] : 0 / 0;
    const change = value - before;
    price.out.data[i] = pctChange(before, value);
    fast.out.data[i] = fast.next(value);
    slow.out.data[i] = slow.next(value);
    const volume = flow.volume.data[i];
    const takerBuy = flow.takerBuy.data[i];
    const delta = takerDelta(volume, takerBuy);
    flow.delta.data[i] = delta;
    flow.imbalance.data[i] = imbalance(volume, takerBuy, flow.clip);
    cvd.out.data[i] = cvd.next(i, cvd.openTime.data, delta, cvd.out.data);
    obv.out.data[i] = obv.next(i > 0 ? change : value - value, volume);
    const interest = oi.x.data;
    oi.out.data[i] = pctChange(i > 0 ? interest[i - 1] : 0 / 0, interest[i]);
    const ratio = ls.x.data;
    ls.out.data[i] = pctChange(i > 0 ? ratio[i - 1] : 0 / 0, ratio[i]);
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
