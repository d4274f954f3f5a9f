import type { Column } from './column.ts';
import type { SignalConfig } from './config.ts';
import { StatelessKernel, type Kernel } from './kernel.ts';
import type { ColumnDoc, Stage } from './metrics/definition.ts';
import { Idle } from './program.ts';

/** What a group needs of each of its lanes. */
export interface GroupLane {
  has(name: string): boolean;
  column(name: string): Column;
  readonly signalConfig: SignalConfig;
}

/**
 * Columns that are computed over all venues of a symbol at once and written to each of its lanes; `ready` is the first
 * stage of a lane that may read them.
 */
export const GROUP_COLUMNS: readonly (ColumnDoc & {
  needs: readonly string[];
  ready: Stage;
  /** Columns that the same kernel writes. */
  with?: readonly string[];
})[] = [
  {
    name: 'weightedOi',
    unit: 'USD',
    meaning: 'open interest over venues, weighted by their quote volume of the last 24 h',
    formula: 'Σ(openInterestUsd·w)/Σ(w) over venues with finite values',
    warmUp: '24 h',
    needs: ['openInterestUsd', 'quoteVolume24h'],
    with: ['oiVsVenues'],
    ready: 'cross',
  },
  {
    name: 'oiVsVenues',
    unit: '%',
    meaning: "this venue's open-interest change less the weighted mean of all venues",
    formula: 'oiDeltaPct − Σ(oiDeltaPct·w)/Σ(w); NaN with fewer than two venues',
    warmUp: '24 h',
    needs: ['oiDeltaPct', 'quoteVolume24h'],
    with: ['weightedOi'],
    ready: 'cross',
  },
  {
    name: 'oiDivergenceMax',
    unit: 'σ',
    meaning: 'the oiDivergence of largest size on any venue of the symbol, with its sign',
    formula: 'oiDivergence of the venue with the largest |oiDivergence|',
    warmUp: '24 h and 20 bars',
    needs: ['oiDivergence'],
    ready: 'signal',
  },
  {
    name: 'signalCount',
    unit: 'count',
    meaning: 'signals of tiers 1–3 on the symbol, all venues, within 12 bars',
    formula: 'Σ over venues and the last 12 bars, current one included',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['tiers', 'tier'],
    ready: 'late',
  },
  {
    name: 'tiers',
    unit: 'bit mask',
    meaning: 'every tier that fired at the bar; bit k − 1 is tier k',
    formula: 'SPEC §4, tier 6 where signalCount ≥ 3',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['signalCount', 'tier'],
    ready: 'late',
  },
  {
    name: 'tier',
    unit: 'tier',
    meaning: 'the highest tier that fired at the bar; 0 where none did',
    formula: 'highest bit of tiers',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['tiers'],
    ready: 'late',
  },
];

const IDLE = new Idle();

/** Weighted mean of a column over venues, in each row; NaN where fewer than `least` venues have a value. */
class VenueMean {
  readonly #values: readonly Column[];
  readonly #weights: readonly Column[];
  readonly #least: number;

  constructor(lanes: readonly GroupLane[], name: string, least: number) {
    this.#values = lanes.map((lane) => lane.column(name));
    this.#weights = lanes.map((lane) => lane.column('quoteVolume24h'));
    this.#least = least;
  }

  at(i: number): number {
    let sum = 0;
    let total = 0;
    let venues = 0;
    for (let k = 0; k < this.#values.length; k++) {
      const weight = this.#weights[k].data[i];
      const term = this.#values[k].data[i] * weight;
      if (term !== term) continue;
      sum += term;
      total += weight;
      venues++;
    }
    return venues >= this.#least && total > 0 ? sum / total : NaN;
  }
}

/** weightedOi and oiVsVenues. */
class CrossVenue extends StatelessKernel {
  readonly #oiUsd: VenueMean;
  readonly #oiDelta: VenueMean;
  readonly #lanes: readonly { weightedOi: Column; oiDeltaPct: Column; oiVsVenues: Column }[];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.#oiUsd = new VenueMean(lanes, 'openInterestUsd', 1);
    this.#oiDelta = new VenueMean(lanes, 'oiDeltaPct', 2);
    this.#lanes = lanes.map((lane) => ({
      weightedOi: lane.column('weightedOi'),
      oiDeltaPct: lane.column('oiDeltaPct'),
      oiVsVenues: lane.column('oiVsVenues'),
    }));
  }

  advance(from: number, to: number): void {
    const lanes = this.#lanes;
    for (let i = from; i < to; i++) {
      const weightedOi = this.#oiUsd.at(i);
      const mean = this.#oiDelta.at(i);
      for (let k = 0; k < lanes.length; k++) {
        lanes[k].weightedOi.data[i] = weightedOi;
        lanes[k].oiVsVenues.data[i] = lanes[k].oiDeltaPct.data[i] - mean;
      }
    }
  }
}

/** oiDivergenceMax: the largest divergence of any venue, seen on all of them. */
class DivergencePeak extends StatelessKernel {
  readonly #values: readonly Column[];
  readonly #out: readonly Column[];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.#values = lanes.map((lane) => lane.column('oiDivergence'));
    this.#out = lanes.map((lane) => lane.column('oiDivergenceMax'));
  }

  advance(from: number, to: number): void {
    const values = this.#values;
    for (let i = from; i < to; i++) {
      let peak = NaN;
      for (let k = 0; k < values.length; k++) {
        const value = values[k].data[i];
        if (value === value && !(Math.abs(value) <= Math.abs(peak))) peak = value;
      }
      for (let k = 0; k < values.length; k++) this.#out[k].data[i] = peak;
    }
  }
}

/** How many of tiers 1–3 are set in a mask's low three bits. */
const SIGNALS_IN = [0, 1, 1, 2, 1, 2, 2, 3];

/** Tier 6: counts the signals of tiers 1–3 on the symbol. Whole numbers, so that a running count cannot drift. */
class Cluster extends StatelessKernel {
  readonly #lanes: readonly { bits: Column; count: Column; tiers: Column; tier: Column }[];
  readonly #config: SignalConfig;

  constructor(lanes: readonly GroupLane[], config: SignalConfig) {
    super();
    this.#config = config;
    this.#lanes = lanes.map((lane) => ({
      bits: lane.column('tiersOfBar'),
      count: lane.column('signalCount'),
      tiers: lane.column('tiers'),
      tier: lane.column('tier'),
    }));
  }

  advance(from: number, to: number): void {
    const lanes = this.#lanes;
    const { clusterBars, clusterSignals } = this.#config;
    let count = from > 0 ? lanes[0].count.data[from - 1] : 0;
    for (let i = from; i < to; i++) {
      for (let k = 0; k < lanes.length; k++) {
        const bits = lanes[k].bits.data;
        count += SIGNALS_IN[bits[i] & 7];
        if (i >= clusterBars) count -= SIGNALS_IN[bits[i - clusterBars] & 7];
      }
      const cluster = count >= clusterSignals ? 32 : 0;
      for (let k = 0; k < lanes.length; k++) {
        const lane = lanes[k];
        const all = lane.bits.data[i] | cluster;
        lane.count.data[i] = count;
        lane.tiers.data[i] = all;
        lane.tier.data[i] = 32 - Math.clz32(all);
      }
    }
  }
}

/** The lanes of one symbol on every venue, and the kernels that look across them. */
export class SymbolGroup {
  readonly #lanes: readonly GroupLane[];
  #prepared = false;
  /** weightedOi and oiVsVenues: after the lanes' own metrics. */
  venues: Kernel = IDLE;
  /** oiDivergenceMax: after each lane's oiDivergence. */
  peak: Kernel = IDLE;
  /** signalCount, tiers and tier: after each lane's signals. */
  cluster: Kernel = IDLE;

  constructor(lanes: readonly GroupLane[]) {
    this.#lanes = lanes;
  }

  /** Makes the kernels, once. Each runs where every lane has its columns; lanes that ask for few metrics do without. */
  prepare(): void {
    if (this.#prepared) return;
    this.#prepared = true;
    const lanes = this.#lanes;
    const all = (name: string): boolean => lanes.every((lane) => lane.has(name));
    if (all('weightedOi')) this.venues = new CrossVenue(lanes);
    if (all('oiDivergenceMax')) this.peak = new DivergencePeak(lanes);
    if (all('tiers')) this.cluster = new Cluster(lanes, lanes[0].signalConfig);
  }
}
