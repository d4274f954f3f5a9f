import type { Random } from '@hindcast/engine/testing';

/** The four prices of a bar. */
export interface BarPrices {
  open: number;
  high: number;
  low: number;
  close: number;
}

/** The prices that a bar's trades must touch, low or high first, each told once. */
function inOrder({ open, high, low, close }: BarPrices, lowFirst: boolean): number[] {
  const all = lowFirst ? [open, low, high, close] : [open, high, low, close];
  return all.filter((price, i) => i === 0 || price !== all[i - 1]);
}

/** How many trades can make such a bar. */
export function fewestTrades(bar: BarPrices): number {
  return Math.min(inOrder(bar, true).length, inOrder(bar, false).length);
}

/** The prices that a bar's trades must touch, in the shorter order, or in one that a market may have taken. */
function waypoints(bar: BarPrices, random: Random): number[] {
  // A rising bar has mostly seen its low first, a falling one its high.
  const likely = bar.close >= bar.open === random.next() < 0.8;
  const [a, b] = [inOrder(bar, likely), inOrder(bar, !likely)];
  return b.length < a.length ? b : a;
}

/**
 * `count` prices from open to close over the waypoints, wandering between them, none outside the bar's range, each with
 * `decimals` decimals. With fewer prices than waypoints some of them are not touched.
 */
export function pricePath(bar: BarPrices, count: number, decimals: number, random: Random): number[] {
  const points = waypoints(bar, random);
  if (count <= points.length) {
    return Array.from({ length: count }, (_, i) =>
      count === 1 ? bar.close : points[Math.round((i * (points.length - 1)) / (count - 1))],
    );
  }
  const stops = stopsFor(points.length, count, random);
  const path = new Array<number>(count);
  for (let leg = 0; leg + 1 < points.length; leg++) {
    const [from, to] = [stops[leg], stops[leg + 1]];
    for (let i = from; i < to; i++) {
      path[i] =
        i === from ? points[leg] : between(bar, points, leg, (i - from) / (to - from), decimals, random);
    }
  }
  if (points.length === 1) path.fill(points[0]);
  path[count - 1] = bar.close;
  return path;
}

/** Where along the trades the waypoints lie: strictly ascending, the first at 0 and the last at the end. */
function stopsFor(points: number, count: number, random: Random): number[] {
  const stops = [0];
  for (let k = 1; k < points - 1; k++) {
    const room = count - 1 - (points - 1 - k);
    const ideal = Math.round(((count - 1) * (k + 0.5 * (random.next() - 0.5))) / (points - 1));
    stops.push(Math.min(room, Math.max(stops[k - 1] + 1, ideal)));
  }
  return [...stops, count - 1];
}

function between(
  bar: BarPrices,
  points: readonly number[],
  leg: number,
  share: number,
  decimals: number,
  random: Random,
): number {
  const straight = points[leg] + share * (points[leg + 1] - points[leg]);
  const wander = 0.12 * (bar.high - bar.low) * Math.sqrt(share * (1 - share)) * random.normal();
  const price = Number((straight + wander).toFixed(decimals));
  return Math.min(bar.high, Math.max(bar.low, price));
}
