import { Cluster } from './cross/cluster.ts';
import { CrossVenue, LoneVenue } from './cross/cross-venue.ts';
import { Divergence } from './cross/divergence.ts';
import type { GroupLane } from './cross/group-lane.ts';
import type { StatelessKernel } from './kernel.ts';
import { Loop, sequence, unrolled, type Program } from './program.ts';

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
    const program = this.program ?? this.link();
    if (to - from === 1) program.row(from);
    else program.advance(from, to);
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
    const several = lanes.length > 1;
    const venues = all('weightedOi') ? [several ? new CrossVenue(lanes) : new LoneVenue(lanes[0])] : [];
    this.venues = several && all('oiDivergence') ? [...venues, new Divergence(lanes)] : venues;
    this.cluster = all('tiers') ? [new Cluster(lanes, lanes[0].config.signals)] : [];
  }

  /** One list: first what every lane has, as nothing in there needs what was added. */
  private linkOne(lane: GroupLane): Program {
    const [own, signals, late] = [0, 1, 2].map((stage) => lane.kernelsOf(stage, 'standard'));
    const [ownAdded, signalsAdded, lateAdded] = [0, 1, 2].map((stage) => lane.kernelsOf(stage, 'added'));
    return own.length > 0
      ? sequence([
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
    return sequence([...stage(0), new Loop(this.venues), ...stage(1), new Loop(this.cluster), ...stage(2)]);
  }
}
