import { BARS_PER_DAY, type MarketSpec } from '../spec.ts';
import { clamp, rowOfDay, type World } from '../world.ts';

/** A correlation break as rows and symbol numbers. */
export interface BreakPlan {
  from: number;
  to: number;
  symbols: number[];
  lag: number;
}

/** The wander has this period, so that five of them fit the 30-day baseline and its mean stays where it is. */
const PERIOD = 6 * BARS_PER_DAY;

/**
 * Loading of a symbol on the common factor: two symbols correlate by the product of their loadings. It swings
 * between two levels as a wave with a flat top, whose largest deviation is 1.2 of its standard deviations: a Gaussian
 * wander would pass the detector's 2 σ every few weeks with nothing planted.
 */
export function loadingAt(spec: MarketSpec, s: number, row: number): number {
  const phase = row / PERIOD + s / (3 * spec.symbols.length);
  const saw = phase - Math.floor(phase);
  const triangle = saw < 0.5 ? 4 * saw - 1 : 3 - 4 * saw;
  return Math.sqrt(spec.correlation + spec.correlationSwing * clamp(1.8 * triangle, -1, 1));
}

export function planBreaks(spec: MarketSpec): BreakPlan[] {
  return spec.breaks.map(({ fromDay, hours, symbols, lag }) => {
    const from = rowOfDay(fromDay);
    const numbers = symbols.map((name) => spec.symbols.findIndex(({ symbol }) => symbol === name));
    return { from, to: from + hours * 12, symbols: numbers, lag };
  });
}

/** Whether the correlation of two symbols is broken by a plan: one follows the factor and the other does not. */
export function separates(plan: BreakPlan, a: number, b: number): boolean {
  const one = plan.symbols.includes(a);
  const other = plan.symbols.includes(b);
  return one !== other || (one && other && plan.lag === 0);
}

/**
 * Plants each break for every pair that it separates, and the lag where the one follows the other late. The 24 h window
 * carries the break on for a day after its end, and a little longer until the last of its bars has left; the lag is
 * asked for at the break's last bar, where nearly the whole window lies within it.
 */
export function plantBreaks(world: World, plans: readonly BreakPlan[]): void {
  const { symbols } = world.spec;
  for (const plan of plans) {
    for (let a = 0; a < symbols.length; a++) {
      for (let b = a + 1; b < symbols.length; b++) {
        if (separates(plan, a, b)) plantPair(world, plan, a, b);
      }
    }
  }
}

function plantPair(world: World, plan: BreakPlan, a: number, b: number): void {
  const { symbols } = world.spec;
  const symbol = `${symbols[a].symbol}|${symbols[b].symbol}`;
  const second = plan.symbols.includes(b);
  const [leader, laggard] = second ? [a, b] : [b, a];
  const roles = { leader: symbols[leader].symbol, laggard: symbols[laggard].symbol, bars: plan.lag };
  const detail = plan.lag > 0 ? roles : { bars: 0 };
  world.plant('correlation', { symbol }, plan.from, plan.to + BARS_PER_DAY + 12, detail);
  // Above 0 the first symbol of the pair leads.
  const lag = second ? plan.lag : -plan.lag;
  if (lag !== 0) world.plant('leadLag', { symbol }, plan.to - 1, plan.to - 1, { lag, ...roles });
}
