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
    const close = price.x.block;
    const at = price.x.place + i;
    const value = close[at];
    const before = i > 0 ? close[at - 1] : 0 / 0;
    const change = value - before;
    // All of these columns lie in one block: see BarToBar.fuse.
    const out = price.out.block;
    out[price.out.place + i] = pctChange(before, value);
    out[fast.out.place + i] = fast.next(value);
    out[slow.out.place + i] = slow.next(value);
    const volume = flow.volume.block[flow.volume.place + i];
    const takerBuy = flow.takerBuy.block[flow.takerBuy.place + i];
    const delta = takerDelta(volume, takerBuy);
    out[flow.delta.place + i] = delta;
    out[flow.imbalance.place + i] = imbalance(volume, takerBuy, flow.clip);
    out[cvd.out.place + i] = cvd.next(i, cvd.openTime.data, delta, out, cvd.out.place);
    out[obv.out.place + i] = obv.next(i > 0 ? change : value - value, volume);
    const interest = oi.x.block;
    const then = oi.x.place + i;
    out[oi.out.place + i] = pctChange(i > 0 ? interest[then - 1] : 0 / 0, interest[then]);
    const ratio = ls.x.block;
    const there = ls.x.place + i;
    out[ls.out.place + i] = pctChange(i > 0 ? ratio[there - 1] : 0 / 0, ratio[there]);
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
