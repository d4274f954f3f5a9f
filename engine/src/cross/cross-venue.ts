import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { GroupLane } from './group-lane.ts';

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
export class CrossVenue extends StatelessKernel {
  private readonly venues: readonly Venue[];

  constructor(lanes: readonly GroupLane[]) {
    super();
    this.venues = lanes.map((lane) => new Venue(lane));
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const venues = this.venues;
    let usd = 0;
    let usdWeight = 0;
    let change = 0;
    let changeWeight = 0;
    let changes = 0;
    for (let k = 0; k < venues.length; k++) {
      const venue = venues[k];
      const weight = venue.weight.block[venue.weight.place + i];
      const usdTerm = venue.oiUsd.block[venue.oiUsd.place + i] * weight;
      if (usdTerm === usdTerm) {
        usd += usdTerm;
        usdWeight += weight;
      }
      const changeTerm = venue.oiDelta.block[venue.oiDelta.place + i] * weight;
      if (changeTerm === changeTerm) {
        change += changeTerm;
        changeWeight += weight;
        changes++;
      }
    }
    const weightedOi = usdWeight > 0 ? usd / usdWeight : 0 / 0;
    const mean = changes > 1 && changeWeight > 0 ? change / changeWeight : 0 / 0;
    for (let k = 0; k < venues.length; k++) {
      const { weightedOi: all, oiVsVenues, oiDelta } = venues[k];
      all.block[all.place + i] = weightedOi;
      oiVsVenues.block[oiVsVenues.place + i] = oiDelta.block[oiDelta.place + i] - mean;
    }
  }
}

/** What tells a venue from the others: missing in every row of one that is alone. */
const DIFFERENCES = ['oiVsVenues', 'oiDivergence', 'oiDivergenceMax'] as const;

/** As {@link CrossVenue} and the divergence, of a venue that is alone. */
export class LoneVenue extends StatelessKernel {
  private readonly weight: Column;
  private readonly oiUsd: Column;
  private readonly weightedOi: Column;
  private readonly differences: readonly Column[];

  constructor(lane: GroupLane) {
    super();
    this.weight = lane.column('quoteVolume24h');
    this.oiUsd = lane.column('openInterestUsd');
    this.weightedOi = lane.column('weightedOi');
    this.differences = DIFFERENCES.filter((name) => lane.has(name)).map((name) => lane.column(name));
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { weight, oiUsd, weightedOi, differences } = this;
    const share = weight.block[weight.place + i];
    const usd = 0 + oiUsd.block[oiUsd.place + i] * share;
    weightedOi.block[weightedOi.place + i] = share > 0 ? usd / share : 0 / 0;
    for (let k = 0; k < differences.length; k++) {
      const column = differences[k];
      column.block[column.place + i] = 0 / 0;
    }
  }
}
