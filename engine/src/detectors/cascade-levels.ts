import type { Lane } from '../lane.ts';
import { exp } from '../numeric/exp.ts';
import { log } from '../numeric/log.ts';
import { barsIn, HOUR } from '../time.ts';

/** A price at which much was liquidated. */
export interface CascadeLevel {
  /** Middle of the price bin, in quote currency. */
  price: number;
  /** USD liquidated in the bin, both sides. */
  usd: number;
}

export interface CascadeLevels {
  /** Below the close, heaviest first. */
  support: CascadeLevel[];
  /** Above the close, heaviest first. */
  resistance: CascadeLevel[];
}

/**
 * Support and resistance of a cascade (SPEC §5.1): the heaviest bins of liquidated USD over the sliding hour, three
 * below and three above the close. Bins are 0.25 % wide on a fixed logarithmic grid, so that they do not move with
 * the price. A bar says how much was liquidated, not at which prices: its typical price (high + low + close)/3 stands for it.
 * Bars without liquidations or without prices add nothing.
 */
export function cascadeLevels(lane: Lane, row: number): CascadeLevels {
  const { binWidth, levels } = lane.config.cascade;
  const width = log(1 + binWidth);
  const bins = collect(lane, row, width);
  const close = lane.column('close').data[row];
  const all = [...bins].map(([bin, usd]) => ({ price: exp((bin + 0.5) * width), usd }));
  const heaviest = (side: CascadeLevel[]): CascadeLevel[] =>
    side.sort((a, b) => b.usd - a.usd || a.price - b.price).slice(0, levels);
  return {
    support: heaviest(all.filter(({ price }) => price < close)),
    resistance: heaviest(all.filter(({ price }) => price > close)),
  };
}

/** USD per bin over the bars of the sliding hour that ends with `row`. */
function collect(lane: Lane, row: number, width: number): Map<number, number> {
  const { high, low, close, liquidatedLongUsd, liquidatedShortUsd } = lane.tape.columns;
  const bins = new Map<number, number>();
  const first = Math.max(0, row + 1 - barsIn(HOUR, lane.key.timeframe));
  for (let i = first; i <= row; i++) {
    const usd = liquidatedLongUsd[i] + liquidatedShortUsd[i];
    const price = (high[i] + low[i] + close[i]) / 3;
    if (!(usd > 0) || !(price > 0)) continue;
    const bin = Math.floor(log(price) / width);
    bins.set(bin, (bins.get(bin) ?? 0) + usd);
  }
  return bins;
}

/** The levels as flat numbers for an event: `support1`, `support1Usd`, …; null where there are fewer. */
export function levelsAsData(levels: CascadeLevels, count: number): Record<string, number | null> {
  const data: Record<string, number | null> = {};
  for (const side of ['support', 'resistance'] as const) {
    for (let k = 0; k < count; k++) {
      data[`${side}${k + 1}`] = levels[side][k]?.price ?? null;
      data[`${side}${k + 1}Usd`] = levels[side][k]?.usd ?? null;
    }
  }
  return data;
}
