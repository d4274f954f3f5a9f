import type { BesideKind } from '$lib/state/replay/beside.ts';

export const BESIDE_TITLES: Readonly<Record<BesideKind, string>> = {
  nothing: 'One chart',
  venues: 'All venues',
  symbols: 'All symbols',
  timeframes: 'Higher timeframes',
};
