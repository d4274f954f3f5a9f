import { api, unwrap } from '$lib/api/client.ts';

/** A symbol that could be watched, and where it is traded. */
export interface KnownSymbol {
  symbol: string;
  venues: readonly string[];
}

/** All that is recorded or watched. */
export async function knownSymbols(): Promise<KnownSymbol[]> {
  const venues = new Map<string, Set<string>>();
  for (const row of unwrap(await api.GET('/api/symbols'))) {
    const own = venues.get(row.symbol) ?? new Set<string>();
    for (const venue of row.venues) own.add(venue);
    venues.set(row.symbol, own);
  }
  return [...venues].map(([symbol, own]) => ({ symbol, venues: [...own].sort() }));
}
