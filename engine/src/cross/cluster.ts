import type { Column } from '../column.ts';
import type { SignalConfig } from '../config.ts';
import { StatelessKernel } from '../kernel.ts';
import type { GroupLane } from './group-lane.ts';

/** What tier 6 reads and writes on one venue. */
class SignalLane {
  readonly bits: Column;
  readonly count: Column;
  readonly tiers: Column;
  readonly tier: Column;

  constructor(lane: GroupLane) {
    this.bits = lane.column('tiersOfBar');
    this.count = lane.column('signalCount');
    this.tiers = lane.column('tiers');
    this.tier = lane.column('tier');
  }

  /** Writes row i: so many signals, and the bit of tier 6 or 0. */
  write(i: number, count: number, cluster: number): void {
    const { bits, count: signals, tiers, tier } = this;
    const all = bits.block[bits.place + i] | cluster;
    signals.block[signals.place + i] = count;
    tiers.block[tiers.place + i] = all;
    tier.block[tier.place + i] = 32 - Math.clz32(all);
  }
}

/** How many of tiers 1–3, the lowest three bits, are set in a mask. */
const SIGNALS_IN = Int32Array.of(0, 1, 1, 2, 1, 2, 2, 3);

/** Tier 6: counts the signals of tiers 1–3 on the symbol. Whole numbers, so that a running count cannot drift. */
export class Cluster extends StatelessKernel {
  private readonly first: SignalLane;
  /** The lanes after the first: mostly there is none. */
  private readonly others: readonly SignalLane[];
  private readonly bars: number;
  private readonly signals: number;

  constructor(lanes: readonly GroupLane[], config: SignalConfig) {
    super();
    this.first = new SignalLane(lanes[0]);
    this.others = lanes.slice(1).map((lane) => new SignalLane(lane));
    this.bars = config.clusterBars;
    this.signals = config.clusterSignals;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { first, others, bars } = this;
    let count =
      (i > 0 ? first.count.block[first.count.place + i - 1] | 0 : 0) + newSignals(first.bits, i, bars);
    for (let k = 0; k < others.length; k++) count += newSignals(others[k].bits, i, bars);
    const cluster = count >= this.signals ? 32 : 0;
    first.write(i, count, cluster);
    for (let k = 0; k < others.length; k++) others[k].write(i, count, cluster);
  }
}

/** How many more signals a window of so many bars holds with row i than with the row before. */
function newSignals(bits: Column, i: number, bars: number): number {
  const { block } = bits;
  const at = bits.place + i;
  const gone = i >= bars ? SIGNALS_IN[block[at - bars] & 7] : 0;
  return SIGNALS_IN[block[at] & 7] - gone;
}
