import type { Column } from './column.ts';
import type { EngineConfig, SignalConfig } from './config.ts';
import { StatelessKernel, type Kernel } from './kernel.ts';
import { ZScore } from './kernels/z-score.ts';
import type { ColumnDoc, Stage } from './metrics/definition.ts';
import { Loop, Sequence, unrolled, type Program } from './program.ts';

/** What a group needs of each of its lanes. */
export interface GroupLane {
  has(name: string): boolean;
  column(name: string): Column;
  readonly config: EngineConfig;
  /** Absolute ordinal of row 0: what windows are anchored to. */
  readonly phase: () => number;
  /** The kernels of a stage that every lane has which computes everything, or the others. */
  kernelsOf(stage: number, which: 'standard' | 'added'): readonly Kernel[];
  join(group: SymbolGroup): void;
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
    ready: 'signal',
  },
  {
    name: 'oiVsVenues',
    unit: '%',
    meaning: "this venue's open-interest change less the weighted mean of all venues",
    formula: 'oiDeltaPct − Σ(oiDeltaPct·w)/Σ(w); NaN with fewer than two venues',
    warmUp: '24 h',
    needs: ['oiDeltaPct', 'quoteVolume24h'],
    with: ['weightedOi'],
    ready: 'signal',
  },
  {
    name: 'oiDivergence',
    unit: 'σ',
    meaning: "how unusual this venue's open-interest change is beside that of all venues",
    formula: 'zScore of (oiDeltaPct − mean of oiDeltaPct over venues, weighted by quoteVolume24h)',
    warmUp: '24 h and 20 bars; needs two venues',
    needs: ['oiVsVenues'],
    with: ['oiDivergenceMax'],
    ready: 'signal',
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

/** What the comparison of venues reads and writes on one of them. */
class Venue {
  readonly weight: Column;
  readonly oiUsd: Column;
  readonly oiDelta: Column;
  readonly weightedOi: Column;
  readonly oiVsVenues: Column;

  constructor(lane: GroupLane) {
    this.weight = lane.column('quoteVolume24h');
    this.oiUsd = lane.column('openInterestUsd');
    this.oiDelta = lane.column('oiDeltaPct');
    this.weightedOi = lane.column('weightedOi');
    this.oiVsVenues = lane.column('oiVsVenues');
  }
}

/** weightedOi and oiVsVenues. A venue without weight or value is left out of the mean. */
class CrossVenue extends StatelessKernel {
  private readonly venues: readonly Venue[];
  /** Columns of the divergence of a venue that is alone: there is none. */
  private readonly missing: Column[] = [];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.venues = lanes.map((lane) => new Venue(lane));
  }

  override absorb(next: Kernel): boolean {
    if (!(next instanceof Divergence) || this.venues.length > 1) return false;
    this.missing.push(...next.values, ...next.peaks);
    return true;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const venues = this.venues;
    const missing = this.missing;
    let usd = 0;
    let usdWeight = 0;
    let change = 0;
    let changeWeight = 0;
    let changes = 0;
    for (let k = 0; k < venues.length; k++) {
      const venue = venues[k];
      const weight = venue.weight.data[i];
      const usdTerm = venue.oiUsd.data[i] * weight;
      if (usdTerm === usdTerm) {
        usd += usdTerm;
        usdWeight += weight;
      }
      const changeTerm = venue.oiDelta.data[i] * weight;
      if (changeTerm === changeTerm) {
        change += changeTerm;
        changeWeight += weight;
        changes++;
      }
    }
    const weightedOi = usdWeight > 0 ? usd / usdWeight : 0 / 0;
    const mean = changes > 1 && changeWeight > 0 ? change / changeWeight : 0 / 0;
    for (let k = 0; k < venues.length; k++) {
      const venue = venues[k];
      venue.weightedOi.data[i] = weightedOi;
      venue.oiVsVenues.data[i] = venue.oiDelta.data[i] - mean;
    }
    for (let k = 0; k < missing.length; k++) missing[k].data[i] = 0 / 0;
  }
}

/** oiDivergence of each venue, and the largest of any venue, seen on all of them. */
class Divergence extends StatelessKernel {
  readonly values: readonly Column[];
  readonly peaks: readonly Column[];
  private readonly scores: readonly ZScore[];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.values = lanes.map((lane) => lane.column('oiDivergence'));
    this.peaks = lanes.map((lane) => lane.column('oiDivergenceMax'));
    this.scores = scoresOf(lanes);
  }

  advance(from: number, to: number): void {
    const { scores, values, peaks } = this;
    for (let k = 0; k < scores.length; k++) scores[k].advance(from, to);
    for (let i = from; i < to; i++) {
      let peak = 0 / 0;
      for (let k = 0; k < values.length; k++) {
        const value = values[k].data[i];
        if (value === value && !(Math.abs(value) <= Math.abs(peak))) peak = value;
      }
      for (let k = 0; k < peaks.length; k++) peaks[k].data[i] = peak;
    }
  }

  override load(): void {
    for (const score of this.scores) score.load();
  }
}

/** z-scores of every venue's difference from the mean, side by side where they can be. */
function scoresOf(lanes: readonly GroupLane[]): ZScore[] {
  const scores: ZScore[] = [];
  const { phase, config } = lanes[0];
  for (const lane of lanes) {
    const [x, out] = [lane.column('oiVsVenues'), lane.column('oiDivergence')];
    const score = new ZScore(x, out, config.metrics.zWindow, config.metrics.zClip, phase);
    if (!scores.at(-1)?.absorb(score)) scores.push(score);
  }
  return scores;
}

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
}

/** How many of tiers 1–3, the lowest three bits, are set in a mask. */
const SIGNALS_IN = Int32Array.of(0, 1, 1, 2, 1, 2, 2, 3);

/** Tier 6: counts the signals of tiers 1–3 on the symbol. Whole numbers, so that a running count cannot drift. */
class Cluster extends StatelessKernel {
  private readonly lanes: readonly SignalLane[];
  private readonly bars: number;
  private readonly signals: number;

  constructor(lanes: readonly GroupLane[], config: SignalConfig) {
    super();
    this.lanes = lanes.map((lane) => new SignalLane(lane));
    this.bars = config.clusterBars;
    this.signals = config.clusterSignals;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const lanes = this.lanes;
    const bars = this.bars;
    let count = i > 0 ? lanes[0].count.data[i - 1] : 0;
    for (let k = 0; k < lanes.length; k++) {
      const bits = lanes[k].bits.data;
      count += SIGNALS_IN[bits[i] & 7];
      if (i >= bars) count -= SIGNALS_IN[bits[i - bars] & 7];
    }
    const cluster = count >= this.signals ? 32 : 0;
    for (let k = 0; k < lanes.length; k++) {
      const lane = lanes[k];
      const all = lane.bits.data[i] | cluster;
      lane.count.data[i] = count;
      lane.tiers.data[i] = all;
      lane.tier.data[i] = 32 - Math.clz32(all);
    }
  }
}

/**
 * The lanes of one symbol on every venue, the kernels that look across them, and the order in which all of them run: the
 * lanes' own metrics, the comparison of venues, the lanes' signals, the cluster of signals, and what needs that.
 */
export class SymbolGroup {
  private program: Program | null = null;
  private venues: readonly StatelessKernel[] = [];
  private cluster: readonly StatelessKernel[] = [];
  private made = false;

  constructor(private readonly lanes: readonly GroupLane[]) {
    for (const lane of lanes) lane.join(this);
  }

  /** Computes rows [from, to) of every lane. */
  advance(from: number, to: number): void {
    (this.program ?? this.link()).advance(from, to);
  }

  /** A lane has got another kernel. */
  relink(): void {
    this.program = null;
  }

  /** Forgets where windows stand, after a restore. */
  load(): void {
    for (const kernel of this.venues) kernel.load();
  }

  private link(): Program {
    if (!this.made) this.make();
    this.program = this.lanes.length === 1 ? this.linkOne(this.lanes[0]) : this.linkSeveral();
    return this.program;
  }

  /** Makes the kernels, once. Each runs where every lane has its columns; lanes that ask for few metrics do without. */
  private make(): void {
    this.made = true;
    const lanes = this.lanes;
    const all = (name: string): boolean => lanes.every((lane) => lane.has(name));
    const venues: StatelessKernel[] = all('weightedOi') ? [new CrossVenue(lanes)] : [];
    const divergence = all('oiDivergence') ? [new Divergence(lanes)] : [];
    this.venues = divergence.some((kernel) => venues[0]?.absorb?.(kernel))
      ? venues
      : [...venues, ...divergence];
    this.cluster = all('tiers') ? [new Cluster(lanes, lanes[0].config.signals)] : [];
  }

  /** One list: first what every lane has, as nothing in there needs what was added. */
  private linkOne(lane: GroupLane): Program {
    const [own, signals, late] = [0, 1, 2].map((stage) => lane.kernelsOf(stage, 'standard'));
    const [ownAdded, signalsAdded, lateAdded] = [0, 1, 2].map((stage) => lane.kernelsOf(stage, 'added'));
    return own.length > 0
      ? new Sequence([
          unrolled([...own, ...this.venues, ...signals, ...this.cluster, ...late]),
          new Loop([...ownAdded, ...signalsAdded, ...lateAdded]),
        ])
      : new Loop([...ownAdded, ...this.venues, ...signalsAdded, ...this.cluster, ...lateAdded]);
  }

  private linkSeveral(): Program {
    const stage = (k: number): Program[] =>
      this.lanes.flatMap((lane) => [
        unrolled(lane.kernelsOf(k, 'standard')),
        new Loop(lane.kernelsOf(k, 'added')),
      ]);
    return new Sequence([
      ...stage(0),
      new Loop(this.venues),
      ...stage(1),
      new Loop(this.cluster),
      ...stage(2),
    ]);
  }
}
