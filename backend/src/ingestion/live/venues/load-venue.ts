import type { ProExchange } from './dialect.ts';

/** Makes a client from its settings. */
export type VenueClient = new (settings: object) => ProExchange;

/**
 * A venue's streaming client by its ccxt id. Only its own modules are loaded: all hundred venues of ccxt take 65 MB and half a
 * second. The package names no entry for one of them, so where its files lie elsewhere one day the whole is loaded.
 */
export async function loadVenue(id: string): Promise<VenueClient> {
  try {
    const file = new URL(`./src/pro/${id}.js`, import.meta.resolve('ccxt'));
    const venue = (await import(file.href)) as { default?: VenueClient };
    if (venue.default) return venue.default;
  } catch {
    // Not there: the public entry has it.
  }
  const { default: ccxt } = await import('ccxt');
  return (ccxt.pro as unknown as Record<string, VenueClient>)[id];
}
