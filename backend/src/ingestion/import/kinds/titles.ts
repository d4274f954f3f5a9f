import type { BarField } from '@hindcast/engine';
import type { Head } from '../csv/read-head.ts';

/** A title without case, blanks and signs: `Open Time`, `open_time` and `openTime` are one. */
export function plainTitle(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The columns of a table by their plain titles; the first one wins where two are alike. */
export class Titles {
  readonly written: string[];
  readonly #byTitle = new Map<string, number>();

  constructor(head: Head) {
    this.written = head.written ?? head.titles ?? head.rows[0].map((_, i) => `column ${i + 1}`);
    head.titles?.forEach((title, i) => {
      const plain = plainTitle(title);
      if (!this.#byTitle.has(plain)) this.#byTitle.set(plain, i);
    });
  }

  /** Index of the first of these titles that the table has; -1 when it has none. */
  find(...titles: readonly string[]): number {
    for (const title of titles) {
      const index = this.#byTitle.get(title);
      if (index !== undefined) return index;
    }
    return -1;
  }

  has(...titles: readonly string[]): boolean {
    return this.find(...titles) >= 0;
  }
}

export const TIME_TITLES = [
  'opentime',
  'timestamp',
  'createtime',
  'time',
  'date',
  'datetime',
  'fundingtime',
  'calctime',
  't',
  'ts',
  'unix',
  'unixtime',
  'unixtimestamp',
  'eventts',
  'eventtime',
  'starttime',
  'start',
] as const;

export const SYMBOL_TITLES = ['symbol', 'pair', 'ticker', 'instrument', 'market', 'coin'] as const;

export const VENUE_TITLES = ['exchange', 'venue'] as const;

/** Titles under which the fields of a bar are known. */
export const BAR_TITLES: Partial<Record<BarField, readonly string[]>> = {
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice', 'max'],
  low: ['low', 'l', 'lowprice', 'min'],
  close: ['close', 'c', 'closeprice', 'last'],
  volume: ['volume', 'vol', 'v', 'basevolume', 'volumebase', 'basevol'],
  quoteVolume: [
    'quotevolume',
    'quoteassetvolume',
    'quotevol',
    'turnover',
    'volumeusdt',
    'volumequote',
    'amount',
  ],
  trades: ['trades', 'count', 'numtrades', 'numberoftrades', 'tradecount', 'tradescount', 'n'],
  takerBuyVolume: [
    'takerbuyvolume',
    'takerbuybase',
    'takerbuybasevolume',
    'takerbuybaseassetvolume',
    'takerbuyvol',
    'takerbase',
  ],
  liquidatedLongUsd: ['liquidatedlongusd'],
  liquidatedShortUsd: ['liquidatedshortusd'],
};

/** Titles under which slow series are known, and what they hold. */
export const SERIES_TITLES: Partial<Record<BarField, readonly string[]>> = {
  openInterest: ['suminopeninterest', 'sumopeninterest', 'openinterest', 'oi'],
  openInterestUsd: ['sumopeninterestvalue', 'openinterestvalue', 'openinterestusd', 'oiusd', 'oivalue'],
  globalLongShort: [
    'countlongshortratio',
    'globallongshort',
    'globallongshortratio',
    'globallsratio',
    'lsratio',
    'longshortratio',
  ],
  topLongShortAccounts: ['counttoptraderlongshortratio', 'toplongshortaccounts', 'toplsaccratio'],
  topLongShortPositions: ['sumtoptraderlongshortratio', 'toplongshortpositions', 'toplsposratio'],
  takerLongShort: ['sumtakerlongshortvolratio', 'takerlongshort', 'takerbuysellratio', 'buysellratio'],
};

export const FUNDING_TITLES = ['fundingrate', 'lastfundingrate', 'rate'] as const;
export const INTERVAL_TITLES = ['fundingintervalhours', 'intervalhours', 'fundinginterval'] as const;
