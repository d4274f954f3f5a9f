/** The calls the page makes, written by hand until they are generated from the server's document. */

export interface DatasetGap {
  venue: string;
  symbol: string;
  timeframe: string;
  from: number;
  to: number;
}

export interface DatasetSummary {
  name: string;
  title?: string;
  origin: string;
  simulated: boolean;
  licence?: string;
  digest: string;
  venues: string[];
  symbols: string[];
  timeframes: string[];
  /** Open time of the first bar and close time of the last, UTC ms. */
  from: number;
  to: number;
  rows: number;
  gaps?: DatasetGap[];
}

export interface paths {
  '/api/datasets': {
    get: {
      responses: { 200: { content: { 'application/json': DatasetSummary[] } } };
    };
  };
}
