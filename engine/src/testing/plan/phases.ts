import { BARS_PER_DAY, type MarketSpec } from '../spec.ts';
import { rowOfDay, type World } from '../world.ts';

const NAMES = ['STABLE', 'HIGH_VOL', 'EXPLOSIVE', 'EXTREME'] as const;
/** SPEC §5.3, percent per day. */
const THRESHOLDS = [1, 5, 10] as const;

/** Six hours. */
const SETTLING = 72;

const regimeOf = (volatility: number): number => THRESHOLDS.filter((t) => volatility >= t).length;

/** Daily volatility (percent) that each symbol is meant to have at each row. */
export function plannedVolatility(spec: MarketSpec, rows: number): Float64Array[] {
  return spec.symbols.map((symbol) => {
    const plan = new Float64Array(rows);
    for (const { fromDay, phase } of spec.phases) plan.fill(symbol.volatility[phase], rowOfDay(fromDay));
    return plan;
  });
}

/** Log price of the market's trend at each row: straight between the corners of the trends. */
export function plannedTrend(spec: MarketSpec, rows: number): Float64Array {
  const path = new Float64Array(rows);
  for (const { fromDay, toDay, change } of spec.trends) {
    const from = rowOfDay(fromDay);
    const to = rowOfDay(toDay);
    for (let i = from; i < rows; i++) path[i] += change * Math.min(1, (i - from) / (to - from));
  }
  return path;
}

/**
 * Plants what the phases mean for the volatility regime. The detector looks back 24 h, so that a threshold is crossed
 * within a day of the phase's beginning, or a few hours later where the sample lags behind the plan. Near the
 * threshold it may be crossed back and forth: all of that lies in the window and is explained by it.
 */
export function plantVolatility(world: World): void {
  const { spec } = world;
  for (const { symbol, volatility } of spec.symbols) {
    for (let k = 1; k < spec.phases.length; k++) {
      const row = rowOfDay(spec.phases[k].fromDay);
      const before = regimeOf(volatility[spec.phases[k - 1].phase]);
      const after = regimeOf(volatility[spec.phases[k].phase]);
      const step = Math.sign(after - before);
      for (let regime = before; regime !== after; regime += step) {
        const detail = { from: NAMES[regime], to: NAMES[regime + step] };
        for (const { venue } of spec.venues) {
          world.plant('volatility', { symbol, venue }, row, row + BARS_PER_DAY + SETTLING, detail);
        }
      }
    }
  }
}

/**
 * Plants the trends for the multi-timeframe regime. The averages of 26 days carry a trend on for weeks, until the
 * next trend outweighs it: its window ends there, or 25 days after it.
 */
export function plantTrends(world: World): void {
  const { spec } = world;
  for (const { fromDay, toDay, change } of spec.trends) {
    const opposite = spec.trends.filter(
      (t) => t.fromDay > fromDay && Math.sign(t.change) !== Math.sign(change),
    );
    const until = Math.min(toDay + 25, ...opposite.map((t) => (t.fromDay + t.toDay) / 2 + 4));
    const regime = change > 0 ? 'SPOT_IGNITION' : 'SPOT_COOLING';
    for (const { symbol, trendBeta } of spec.symbols) {
      const detail = { regime, change: change * trendBeta, timeframes: '1h, 4h, 1d' };
      for (const { venue } of spec.venues) {
        world.plant('regime', { symbol, venue }, rowOfDay(fromDay), rowOfDay(until), detail);
      }
    }
  }
  const why =
    '1w has no regime before 26 closed weeks (EMA26); the recording is shorter, so that at most three timeframes agree';
  const detail = { regime: 'any', timeframes: '1w', why };
  for (const { symbol } of spec.symbols) world.plant('regime', { symbol }, 0, world.rows - 1, detail, false);
}
