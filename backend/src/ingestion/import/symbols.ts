/** Quote currencies of linear perpetuals, the longer words first: `FDUSD` ends with `USD`. */
const QUOTES = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USD1'];

/** `20240329` and `240329` after an underscore: the settlement of a dated future. */
const DATED = /^(.+)_(\d{6})$/;

/**
 * A venue's symbol as ccxt writes it: `BTCUSDT` is `BTC/USDT:USDT`, `BTCUSDT_240329` is
 * `BTC/USDT:USDT-240329`. What is already written with a slash stays as it is. Undefined when it is no symbol
 * of a linear contract.
 */
export function toCcxtSymbol(raw: string): string | undefined {
  if (raw.includes('/')) return raw;
  const dated = DATED.exec(raw);
  const pair = (dated?.[1] ?? raw).toUpperCase();
  const quote = QUOTES.find((word) => pair.endsWith(word) && pair.length > word.length);
  if (quote === undefined) return undefined;
  const base = pair.slice(0, -quote.length);
  if (/[-_\s]/.test(base)) return separated(raw);
  return `${base}/${quote}:${quote}${dated ? `-${dated[2]}` : ''}`;
}

/** `BTC-USDT-SWAP` (okx), `BTC_USDT_USDT` (freqtrade), `BTC-USDT`. */
function separated(raw: string): string | undefined {
  const [base, quote, third] = raw.toUpperCase().split(/[-_]/);
  if (!base || !QUOTES.includes(quote)) return undefined;
  if (third === undefined || third === 'SWAP' || third === quote) return `${base}/${quote}:${quote}`;
  return undefined;
}

/** The first symbol that is a word of one of the names: `ronaldlu_um_BTCUSDT_4h.csv` holds BTC/USDT:USDT. */
export function symbolIn(names: readonly string[]): string | undefined {
  for (const name of names) {
    const stem = name.replace(/\.[a-z]+(\.gz)?$/i, '');
    const settled = /^([A-Z0-9]+[-_]USD[TC][-_]USD[TC])(?:[-_]|$)/.exec(stem)?.[1];
    if (settled) return toCcxtSymbol(settled);
    const dated = /(?:^|[-. ])([^-_. ]+_\d{6})(?=[-. ]|$)/.exec(stem)?.[1];
    const words = [...(dated ? [dated] : []), ...stem.split(/[-_. ]+/)];
    const found = words.map((word) => (/[A-Z]/.test(word) ? toCcxtSymbol(word) : undefined)).find(Boolean);
    if (found) return found;
  }
  return undefined;
}

/** Words in file and folder names that tell the venue. */
const VENUE_WORDS: [RegExp, string][] = [
  [/(^|[^a-z])bybit([^a-z]|$)/i, 'bybit'],
  [/(^|[^a-z])okx([^a-z]|$)/i, 'okx'],
  [/(^|[^a-z])binance(usdm)?([^a-z]|$)/i, 'binanceusdm'],
];

/** The venue that the nearest name tells, if any does. */
export function venueIn(names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = VENUE_WORDS.find(([word]) => word.test(name));
    if (found) return found[1];
  }
  return undefined;
}

/** A venue's name as ccxt writes it: `Binance` is binanceusdm here, where contracts are meant. */
export function toVenue(text: string): string | undefined {
  return venueIn([text]) ?? (/^[a-z0-9]+$/i.test(text) ? text.toLowerCase() : undefined);
}
