import { signalsAt, TIERS, type Lane } from '@hindcast/engine';
import type { SignalRow } from '@hindcast/engine/wire';

/**
 * The signals of lanes in rows [0, rows), row by row, from one tier upwards. Only those of the page
 * are made; the others are counted from the bit masks.
 */
export function pageOfSignals(
  lanes: readonly Lane[],
  rows: number,
  minTier: number,
  page: { offset: number; limit: number },
): { items: SignalRow[]; total: number } {
  const masks = lanes.map((lane) => lane.column('tiers').data);
  const least = 1 << (minTier - 1);
  const items: SignalRow[] = [];
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < lanes.length; k++) {
      if (!(masks[k][row] >= least)) continue;
      const before = total;
      total += countFrom(masks[k][row], minTier);
      if (total <= page.offset || before >= page.offset + page.limit) continue;
      const signals = signalsAt(lanes[k], row).filter(({ tier }) => tier >= minTier);
      const skip = Math.max(0, page.offset - before);
      items.push(...signals.slice(skip, skip + page.limit - items.length));
    }
  }
  return { items, total };
}

function countFrom(mask: number, minTier: number): number {
  return TIERS.filter((tier) => tier >= minTier && (mask >> (tier - 1)) & 1).length;
}
