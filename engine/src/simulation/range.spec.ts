import { describe, expect, it } from '@jest/globals';
import { Lane } from '../lane.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/small-market.ts';
import { OverlayLane } from './overlay-lane.ts';
import { equityCurve } from './report/equity-curve.ts';
import { reportOf } from './report/report.ts';
import { tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const ROWS = 1_500;
const ORIGIN = { datasetDigest: 'none', engineVersion: 'test', seed: null };
const strategy = compileStrategy({
  name: 'windows',
  entry: { long: 'close < sma(close, 37)', short: 'zscore(log(close), 21) > 1' },
  exit: { long: 'close > prev(highest(high, 11))', short: 'close < ema(close, 9)' },
  maxHolding: 20,
  sizing: { notional: 500 },
});

const tapeOf = () =>
  smallMarket('range', { rows: ROWS, venues: ['binanceusdm'], symbols: ['BTC/USDT:USDT'], holes: 0 })[0];

function laneOf(): Lane {
  const lane = new Lane(tapeOf(), { metrics: [] });
  lane.advance(ROWS);
  return lane;
}

function simulate(lane: Lane | OverlayLane, startRow = 0, to = ROWS): Simulation {
  const simulation = new Simulation(strategy, [lane], { startRow });
  if (lane instanceof OverlayLane) lane.advance(to);
  simulation.advance(to);
  return simulation;
}

describe('a run over a part of a recording', () => {
  const START_ROW = 400;
  const whole = simulate(laneOf());
  const part = simulate(laneOf(), START_ROW, 1_200);

  it('trades what the whole run decides from its first row on, once both are flat', () => {
    const [trades, later] = [tradeRows(whole), tradeRows(part)];
    const firstCommon = trades.find(
      ({ entryRow, exitRow }) =>
        entryRow > START_ROW && exitRow < 1_200 && later.some((t) => t.entryRow === entryRow),
    )!;
    const tail = <T extends { entryRow: number; exitRow: number; id: number }>(rows: T[]) =>
      rows
        .filter(({ entryRow, exitRow }) => entryRow >= firstCommon.entryRow && exitRow < 1_200)
        .map((row) => ({ ...row, id: 0 }));
    expect(tail(later).length).toBeGreaterThan(10);
    expect(tail(later)).toEqual(tail(trades));
    for (const { entryRow, cause } of later) {
      expect(cause.row).toBeGreaterThanOrEqual(START_ROW);
      expect(entryRow).toBeGreaterThan(START_ROW);
    }
  });

  it('reports on that part alone, and says which it was', () => {
    const report = reportOf(part, ORIGIN);
    const { openTime, columns } = tapeOf();
    expect(report.range).toMatchObject({ from: openTime[START_ROW], rows: 800 });
    expect(report.startRow).toBe(START_ROW);
    expect(report.numbers.buyAndHoldPct).toBeCloseTo(
      100 * (columns.close[1_199] / columns.open[START_ROW] - 1),
      9,
    );
    expect(report.reproduce).toContain('rows 400 to 1199');
    expect(reportOf(whole, ORIGIN).reproduce).not.toContain('rows');
    expect(part.equity.subarray(0, START_ROW + 1).every((value) => value === 10_000)).toBe(true);
    const curve = equityCurve(part, 100);
    expect(curve.time[0]).toBe(openTime[START_ROW + 8]);
    expect(curve.exposurePct.reduce((sum, share) => sum + share * 0.08, 0)).toBeCloseTo(
      (report.numbers.exposurePct! / 100) * 800,
      6,
    );
  });
});

describe('a lane that others look at too', () => {
  it('gives the same bits, and is left as it was', () => {
    const lane = laneOf();
    const columns = lane.columnNames();
    const overlaid = simulate(new OverlayLane(lane));
    expect(lane.columnNames()).toEqual(columns);
    expect(reportOf(overlaid, ORIGIN).resultDigest).toBe(reportOf(simulate(laneOf()), ORIGIN).resultDigest);
  });
});
