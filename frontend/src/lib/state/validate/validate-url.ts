export const VIEWS = ['signals', 'sweep', 'walk', 'ledger'] as const;
export type View = (typeof VIEWS)[number];

/** What a link to the page holds; what is left out is chosen anew. */
export interface ValidateLink {
  readonly view: View;
  readonly dataset?: string;
  readonly timeframe?: string;
  readonly symbol?: string;
  readonly study?: string;
}

/** Reads a link; what is missing or makes no sense is left out. A study's name is only compared: one that was cut short is told of as not found. */
export function parseValidate(query: URLSearchParams): ValidateLink {
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? 'signals',
    dataset: query.get('dataset') || undefined,
    timeframe: query.get('tf') || undefined,
    symbol: query.get('symbol') || undefined,
    study: query.get('study') || undefined,
  };
}

/** Writes a link's query, readable where people read it. */
export function validateQuery({ view, dataset, timeframe, symbol, study }: ValidateLink): string {
  const query = new URLSearchParams({ view });
  const put = (key: string, value: string | undefined): void => {
    if (value) query.set(key, value);
  };
  put('dataset', dataset);
  put('tf', timeframe);
  put('symbol', symbol);
  put('study', study);
  return query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
}
