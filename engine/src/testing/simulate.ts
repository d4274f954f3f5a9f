import type { Random } from '../numeric/random.ts';
import { BAR_FIELDS, type BarField } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { planCascades, plantCascades, type CascadePlan } from './plan/cascades.ts';
import { planBreaks, plantBreaks, type BreakPlan } from './plan/correlation.ts';
import { planFunding } from './plan/funding.ts';
import { plantCaution, plantClusters, plantFunding, plantShock } from './plan/outcomes.ts';
import { plantTrends, plantVolatility } from './plan/phases.ts';
import { planShocks } from './plan/shocks.ts';
import type { PlantedEvent } from './planted.ts';
import { CandleProcess } from './parts/candle.ts';
import { FlowProcess } from './parts/flow.ts';
import { FundingProcess } from './parts/funding.ts';
import { InterestProcess } from './parts/interest.ts';
import { LiquidationProcess } from './parts/liquidation.ts';
import { PriceProcess } from './parts/price.ts';
import { RatioProcess } from './parts/ratio.ts';
import { BARS_PER_DAY, type HoleSpec, type MarketSpec } from './spec.ts';
import { rowOfDay, World, type Process } from './world.ts';

export interface SimulatedMarket {
  /** One tape per venue and symbol, venue by venue, all on one grid. */
  tapes: Tape[];
  /** Everything planted, by time. */
  planted: PlantedEvent[];
}

/**
 * Simulates a market of several symbols on several venues in 5m bars, with planted events whose times are returned.
 * The same spec and seed give the same bits on every machine.
 *
 * Bar by bar: prices, candles, ratios, taker flow, open interest, liquidations, funding. Each part draws from a stream of its
 * own, so that a change in one leaves the draws of the others alone.
 */
export function simulateMarket(spec: MarketSpec, random: Random): SimulatedMarket {
  const world = new World(spec);
  const breaks = planBreaks(spec);
  const cascades = planCascades(world, random.fork('cascades'), (row) => mayCascade(world, breaks, row));
  const shocks = planShocks(world, random.fork('shocks'), (s, row) => mayShock(world, cascades, s, row));
  const fundingPlans = world.lanes.map((_, k) => planFunding(world, random.fork('funding plan').fork(k)));

  const price = new PriceProcess(world, breaks, cascades, random.fork('price'));
  const interest = new InterestProcess(
    world,
    shocks,
    cascades,
    random.fork('interest'),
    (shock, row, reading) => {
      const { confluence, bias } = plantShock(world, shock, row, reading);
      const { edge } = spec.symbols[shock.s];
      if (edge && confluence) price.drift(shock.s, row, edge.bars, bias * edge.share);
    },
  );
  const funding = new FundingProcess(world, fundingPlans, random.fork('funding'));
  const processes: Process[] = [
    price,
    new CandleProcess(world, random.fork('candle')),
    new RatioProcess(world, shocks, random.fork('ratio')),
    new FlowProcess(world, shocks, cascades, random.fork('flow')),
    interest,
    new LiquidationProcess(world, cascades, random.fork('liquidation')),
    funding,
  ];
  for (let row = 0; row < world.rows; row++) for (const process of processes) process.step(row);

  plantVolatility(world);
  plantTrends(world);
  plantBreaks(world, breaks);
  plantCascades(world, cascades);
  plantClusters(world);
  world.lanes.forEach((lane, k) => {
    plantCaution(world, lane, funding.settlements[k]);
    plantFunding(world, lane, funding.settlements[k]);
  });
  for (const hole of spec.holes) punch(world, hole);
  return { tapes: tapesOf(world), planted: world.planted.sort(byTime) };
}

/** Cascades stay out of quiet phases (their move would be out of scale), breaks, and the hour of a hole. */
function mayCascade(world: World, breaks: readonly BreakPlan[], row: number): boolean {
  const { phases, holes } = world.spec;
  const phase = phases.findLast(({ fromDay }) => rowOfDay(fromDay) <= row)?.phase;
  if (phase === 'dead' || phase === 'calm') return false;
  if (breaks.some(({ from, to }) => row > from - 60 && row < to + BARS_PER_DAY)) return false;
  return !holes.some((hole) => Math.abs(rowOfDay(hole.fromDay) - row) < 40 + hole.bars);
}

/** Shocks stay away from cascades and holes of their symbol: both upset the windows that the shock is measured in. */
function mayShock(world: World, cascades: readonly CascadePlan[], s: number, row: number): boolean {
  if (cascades.some((c) => c.s === s && row > c.row - 20 && row < c.row + c.bars + 24)) return false;
  return !world.spec.holes.some((hole) => {
    if (hole.symbol !== null && hole.symbol !== world.spec.symbols[s].symbol) return false;
    const from = rowOfDay(hole.fromDay);
    // A missing bar takes the venue's 24 h volume away for a day, and with it the weights of the divergence.
    const after = hole.what === 'bars' ? BARS_PER_DAY + 24 : 24;
    return row > from - 16 && row < from + hole.bars + after;
  });
}

const HOLE_FIELDS: Record<HoleSpec['what'], readonly BarField[]> = {
  bars: BAR_FIELDS,
  ratios: ['globalLongShort', 'topLongShortAccounts', 'topLongShortPositions'],
  interest: ['openInterest', 'openInterestUsd'],
};

function punch(world: World, hole: HoleSpec): void {
  const from = rowOfDay(hole.fromDay);
  for (const { venue, symbol, columns } of world.lanes) {
    if (venue.venue !== hole.venue || (hole.symbol ?? symbol.symbol) !== symbol.symbol) continue;
    for (const field of HOLE_FIELDS[hole.what]) columns[field].fill(NaN, from, from + hole.bars);
  }
}

function tapesOf(world: World): Tape[] {
  return world.lanes.map(({ venue, symbol, columns }) => {
    const key = { venue: venue.venue, symbol: symbol.symbol, timeframe: '5m' as const };
    return new Tape(key, world.openTime.slice(), columns);
  });
}

const text = (event: PlantedEvent): string => `${event.kind} ${event.symbol} ${event.venue ?? ''}`;

function byTime(a: PlantedEvent, b: PlantedEvent): number {
  return a.fromRow - b.fromRow || a.toRow - b.toRow || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}
