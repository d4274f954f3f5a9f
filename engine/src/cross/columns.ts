import type { ColumnDoc, Stage } from '../metrics/definition.ts';

/**
 * Columns that are computed over all venues of a symbol at once and written to each of its lanes; `ready` is the first
 * stage of a lane that may read them.
 */
export const GROUP_COLUMNS: readonly (ColumnDoc & {
  needs: readonly string[];
  ready: Stage;
  /** Columns that the same kernel writes. */
  with?: readonly string[];
})[] = [
  {
    name: 'weightedOi',
    unit: 'USD',
    meaning: 'open interest over venues, weighted by their quote volume of the last 24 h',
    formula: 'Σ(openInterestUsd·w)/Σ(w) over venues with finite values',
    warmUp: '24 h',
    needs: ['openInterestUsd', 'quoteVolume24h'],
    with: ['oiVsVenues'],
    ready: 'signal',
  },
  {
    name: 'oiVsVenues',
    unit: '%',
    meaning: "this venue's open-interest change less the weighted mean of all venues",
    formula: 'oiDeltaPct − Σ(oiDeltaPct·w)/Σ(w); NaN with fewer than two venues',
    warmUp: '24 h',
    needs: ['oiDeltaPct', 'quoteVolume24h'],
    with: ['weightedOi'],
    ready: 'signal',
  },
  {
    name: 'oiDivergence',
    unit: 'σ',
    meaning: "how unusual this venue's open-interest change is beside that of all venues",
    formula: 'zScore of (oiDeltaPct − mean of oiDeltaPct over venues, weighted by quoteVolume24h)',
    warmUp: '24 h and 20 bars; needs two venues',
    needs: ['oiVsVenues'],
    with: ['oiDivergenceMax'],
    ready: 'signal',
  },
  {
    name: 'oiDivergenceMax',
    unit: 'σ',
    meaning: 'the oiDivergence of largest size on any venue of the symbol, with its sign',
    formula: 'oiDivergence of the venue with the largest |oiDivergence|',
    warmUp: '24 h and 20 bars',
    needs: ['oiDivergence'],
    ready: 'signal',
  },
  {
    name: 'signalCount',
    unit: 'count',
    meaning: 'signals of tiers 1–3 on the symbol, all venues, within 12 bars',
    formula: 'Σ over venues and the last 12 bars, current one included',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['tiers', 'tier'],
    ready: 'late',
  },
  {
    name: 'tiers',
    unit: 'bit mask',
    meaning: 'every tier that fired at the bar; bit k − 1 is tier k',
    formula: 'SPEC §4, tier 6 where signalCount ≥ 3',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['signalCount', 'tier'],
    ready: 'late',
  },
  {
    name: 'tier',
    unit: 'tier',
    meaning: 'the highest tier that fired at the bar; 0 where none did',
    formula: 'highest bit of tiers',
    warmUp: 'none',
    needs: ['tiersOfBar'],
    with: ['tiers'],
    ready: 'late',
  },
];
