import type { Random } from '@hindcast/engine/testing';

/** What the trades of a bar must add up to. Quantities are whole lots. */
export interface LotTotals {
  bought: number;
  sold: number;
  /** Σ price · lots. */
  value: number;
}

export interface LotSplit {
  lots: number[];
  /** Of each trade, whether the taker bought. */
  buys: boolean[];
}

/**
 * Splits the lots of a bar over its trades: at least one each, the bought and the sold ones adding up exactly, and the
 * value as nearly as whole lots allow. There must be at least as many lots as prices.
 */
export function splitLots(prices: readonly number[], totals: LotTotals, random: Random): LotSplit {
  const buys = sides(prices, totals, random);
  const weights = prices.map(() => {
    const u = random.next();
    return 0.15 + 4 * u * u * u;
  });
  tilt(prices, buys, weights, totals);
  const lots = share(buys, weights, totals);
  settle(prices, buys, lots, totals.value);
  return { lots, buys };
}

/** Takers buy where the price rises. */
function sides(prices: readonly number[], { bought, sold }: LotTotals, random: Random): boolean[] {
  const count = prices.length;
  const least = Math.max(bought > 0 ? 1 : 0, count - sold);
  const most = Math.min(bought, count - (sold > 0 ? 1 : 0));
  const wanted = Math.round((count * bought) / (bought + sold));
  const buyers = Math.min(most, Math.max(least, wanted));
  const range = Math.max(...prices) - Math.min(...prices) || 1;
  const eagerness = prices.map(
    (price, i) => (price - (prices[i - 1] ?? price)) / range + 0.3 * random.next(),
  );
  const order = prices.map((_, i) => i).sort((a, b) => eagerness[b] - eagerness[a] || a - b);
  const buys = new Array<boolean>(count).fill(false);
  for (let k = 0; k < buyers; k++) buys[order[k]] = true;
  return buys;
}

/** Lots by weight within each side. Rounding the running sums makes them add up. */
function share(buys: readonly boolean[], weights: readonly number[], totals: LotTotals): number[] {
  const lots = new Array<number>(buys.length);
  for (const side of [true, false]) {
    const own = weights.map((_, i) => i).filter((i) => buys[i] === side);
    const spare = (side ? totals.bought : totals.sold) - own.length;
    const sum = own.reduce((s, i) => s + weights[i], 0);
    let running = 0;
    let given = 0;
    own.forEach((i, k) => {
      running += weights[i];
      const upTo = k === own.length - 1 ? spare : Math.round((spare * running) / sum);
      lots[i] = 1 + upTo - given;
      given = upTo;
    });
  }
  return lots;
}

/** Moves weight towards the prices that bring the mean price near to the recorded one. */
function tilt(
  prices: readonly number[],
  buys: readonly boolean[],
  weights: number[],
  totals: LotTotals,
): void {
  const total = totals.bought + totals.sold;
  const target = totals.value / total;
  for (let round = 0; round < 3; round++) {
    const mass = massOf(buys, weights, totals);
    const mean = prices.reduce((s, price, i) => s + price * mass[i], 0);
    const variance = prices.reduce((s, price, i) => s + (price - mean) * (price - mean) * mass[i], 0);
    if (!(variance > 0)) return;
    const slope = (target - mean) / variance;
    for (let i = 0; i < weights.length; i++) {
      weights[i] *= Math.min(3, Math.max(0.1, 1 + slope * (prices[i] - mean)));
    }
  }
}

function massOf(buys: readonly boolean[], weights: readonly number[], { bought, sold }: LotTotals): number[] {
  let [boughtSum, soldSum] = [0, 0];
  weights.forEach((w, i) => (buys[i] ? (boughtSum += w) : (soldSum += w)));
  const total = bought + sold;
  return weights.map((w, i) => (buys[i] ? (w / boughtSum) * bought : (w / soldSum) * sold) / total);
}

const MOVES = 12;

/** Moves whole lots between two prices of one side until the value is met, as far as that is possible. */
function settle(prices: readonly number[], buys: readonly boolean[], lots: number[], value: number): void {
  const bySide = [true, false].map((side) =>
    prices
      .map((_, i) => i)
      .filter((i) => buys[i] === side)
      .sort((a, b) => prices[a] - prices[b]),
  );
  let missing = value - prices.reduce((s, price, i) => s + price * lots[i], 0);
  for (let move = 0; move < MOVES; move++) {
    const best = bestMove(prices, bySide, lots, missing);
    if (!best) return;
    lots[best.from] -= best.lots;
    lots[best.to] += best.lots;
    missing -= best.lots * (prices[best.to] - prices[best.from]);
  }
}

interface Move {
  from: number;
  to: number;
  lots: number;
  left: number;
}

/** The move of lots between neighbours in price, or from end to end, that leaves the least missing. */
function bestMove(
  prices: readonly number[],
  bySide: readonly number[][],
  lots: readonly number[],
  missing: number,
): Move | undefined {
  let best: Move | undefined;
  const consider = (low: number, high: number): void => {
    const [from, to] = missing > 0 ? [low, high] : [high, low];
    const gain = prices[to] - prices[from];
    if (gain === 0) return;
    const moved = Math.min(lots[from] - 1, Math.round(missing / gain));
    const left = Math.abs(missing - moved * gain);
    if (moved > 0 && left < (best?.left ?? Math.abs(missing))) best = { from, to, lots: moved, left };
  };
  for (const order of bySide) {
    for (let k = 0; k + 1 < order.length; k++) {
      consider(order[k], order[k + 1]);
      consider(order[k], order[order.length - 1]);
      consider(order[0], order[k + 1]);
    }
  }
  return best;
}
