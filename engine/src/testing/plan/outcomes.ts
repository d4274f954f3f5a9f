import { BARS_PER_SETTLEMENT } from '../spec.ts';
import type { ChangeReading } from '../parts/interest-change.ts';
import type { Settlement } from '../parts/funding.ts';
import type { LaneState, World } from '../world.ts';
import type { Shock } from './shocks.ts';

/** Whether a shock made a confluence, and on which side. */
export interface ShockOutcome {
  confluence: boolean;
  bias: -1 | 0 | 1;
}

/** Notes which tiers a shock was planted for, read off the published values by SPEC §4's plain words. */
export function plantShock(world: World, shock: Shock, row: number, reading: ChangeReading): ShockOutcome {
  const symbol = world.spec.symbols[shock.s].symbol;
  const outcome: ShockOutcome = { confluence: false, bias: 0 };
  if (Math.abs(reading.divergence) > 2) {
    world.plant('divergence', { symbol }, row, row, { oiDivergence: short(reading.divergence) });
  }
  for (const lane of world.lanes) {
    if (lane.s !== shock.s) continue;
    const { imbalance, change, move } = readLane(lane, row);
    const where = { symbol, venue: lane.venue.venue };
    const z = reading.z[lane.v];
    const longShort = lane.columns.globalLongShort[row];
    if (change > 1 && move !== 0 && Math.sign(imbalance) === move) {
      world.plant('flow', where, row, row, { oiDeltaPct: short(change), direction: move });
    }
    if (!(z > 2.5)) continue;
    world.plant('anomaly', where, row, row, { oiZ: short(z) });
    if (!(longShort > 2) || !(Math.abs(imbalance) > 3)) continue;
    const bias = imbalance > 0 ? 1 : -1;
    world.plant('confluence', where, row, row, {
      bias: bias > 0 ? 'long' : 'short',
      oiZ: short(z),
      longShort,
    });
    outcome.confluence = true;
    outcome.bias ||= bias;
  }
  return outcome;
}

function readLane({ columns }: LaneState, row: number): { imbalance: number; change: number; move: number } {
  const { volume, takerBuyVolume, openInterest, close } = columns;
  return {
    imbalance: 100 * ((2 * takerBuyVolume[row]) / volume[row] - 1),
    change: 100 * (openInterest[row] / openInterest[row - 1] - 1),
    move: Math.sign(close[row] - close[row - 1]),
  };
}

const short = (x: number): number => Math.round(x * 1000) / 1000;

/** Tier 6: the rows at which a symbol's planted tiers 1–3, all venues, come to three or more within 12 bars. */
export function plantClusters(world: World): void {
  for (const { symbol } of world.spec.symbols) {
    const signals = new Uint8Array(world.rows);
    for (const event of world.planted) {
      if (event.symbol === symbol && SIGNALS.has(event.kind)) signals[event.fromRow]++;
    }
    let count = 0;
    let from = -1;
    let most = 0;
    for (let row = 0; row <= world.rows; row++) {
      count += (signals[row] ?? 0) - (row >= 12 ? signals[row - 12] : 0);
      if (count >= 3 && row < world.rows) {
        if (from < 0) from = row;
        most = Math.max(most, count);
      } else if (from >= 0) {
        world.plant('cluster', { symbol }, from, row - 1, { signals: most });
        from = -1;
        most = 0;
      }
    }
  }
}

const SIGNALS = new Set(['anomaly', 'confluence', 'flow']);

/** Tier 4 is planted wherever a rate above 0.0001 is held: it fires at the bars that lose open interest. */
export function plantCaution(world: World, lane: LaneState, settlements: readonly Settlement[]): void {
  const where = { symbol: lane.symbol.symbol, venue: lane.venue.venue };
  for (const { row, rate } of settlements) {
    if (rate > 0.0001)
      world.plant('caution', where, row, row + BARS_PER_SETTLEMENT - 1, { fundingRate: rate });
  }
}

/**
 * Plants the funding episodes: settlements in a row with |Z| ≥ 2 on one side. An episode explains events until Z has
 * come to the other side, which is the reversal that the detector reports.
 */
export function plantFunding(world: World, lane: LaneState, settlements: readonly Settlement[]): void {
  const where = { symbol: lane.symbol.symbol, venue: lane.venue.venue };
  const sideOf = ({ z }: Settlement): number => (Math.abs(z) >= 2 ? Math.sign(z) : 0);
  for (let k = 0; k < settlements.length; k++) {
    const side = sideOf(settlements[k]);
    if (side === 0 || (k > 0 && sideOf(settlements[k - 1]) === side)) continue;
    let end = k;
    while (end + 1 < settlements.length && sideOf(settlements[end + 1]) === side) end++;
    const turned = settlements.findIndex(({ z }, j) => j > end && Math.sign(z) === -side);
    const until = turned < 0 ? world.rows - 1 : settlements[turned].row;
    const peak = settlements.slice(k, end + 1).reduce((most, { z }) => Math.max(most, Math.abs(z)), 0);
    const detail = {
      side: side > 0 ? 'high' : 'low',
      peakZ: short(peak),
      extreme: peak >= 3,
      settlements: end - k + 1,
    };
    world.plant(
      'funding',
      where,
      settlements[k].row,
      Math.max(until, settlements[end].row + BARS_PER_SETTLEMENT),
      detail,
    );
  }
}
