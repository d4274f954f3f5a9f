import { HindcastError } from '../errors.ts';
import { PLANTED_KINDS, type PlantedEvent, type PlantedKind } from './planted.ts';
import type { MarketSpec } from './spec.ts';

/** The truth that stands beside a simulated dataset, as `truth.json`. */
export interface TruthDocument {
  seed: string;
  timeframe: '5m';
  /** Open time of row 0 (UTC ms) and number of rows: every lane has this grid. */
  start: number;
  rows: number;
  /** What counts as found and as false, kind by kind. */
  rules: Record<PlantedKind, string>;
  /** Symbols whose confluences (tier 2) foretell the price: by how much of a day's volatility, over how many bars. */
  edges: { symbol: string; after: 'confluence'; bars: number; shareOfDailyVolatility: number }[];
  events: PlantedEvent[];
}

/** How each kind is counted; {@link scoreDetectors} does what is said here. */
export const TRUTH_RULES: Record<PlantedKind, string> = {
  anomaly: 'Tier 1 at exactly this row of this lane. Unplanted rows stay at oiZ of 2.2 or less.',
  confluence: 'Tier 2 at exactly this row of this lane.',
  flow: 'Tier 3 at exactly this row of this lane.',
  caution:
    'Tier 4 in any row of the 8 hours for which the rate is held; outside such hours every tier 4 is false.',
  divergence: 'Tier 5 at exactly this row of the symbol. Unplanted rows stay within 1.75.',
  cluster:
    'Tier 6 beginning in these rows: three or more planted signals of tiers 1-3 within 12 bars, all venues.',
  cascade:
    'A cascade of the planted severity between its first bar and an hour after its last. Lower severities on the way up and down are explained by it, higher ones are false. Severity 1 cannot be found: over an hour, velocity is the total, and the least total is severity 2.',
  funding:
    'An anomaly of the planted side and size at its settlements. Size changes, the return to normal and the reversal are explained until Z has come to the other side.',
  volatility:
    'The regime entered within 24 h (the window) and 6 h of the planned change. Within these hours both regimes of the transition are explained, as the threshold may be crossed back and forth.',
  regime:
    'A trend confirmed (consensus) in the planted direction, until its averages have faded or the opposite trend outweighs it. Neutral and unconfirmed states claim no trend and are not counted. 1w has no regime within 12 weeks.',
  correlation:
    'A break of the pair between its first bar and 25 h after its last (the window of 24 h). Watched on the first venue. Changes of severity within are explained.',
  leadLag:
    "The lag in bars that the pair's detector states at the last bar of a break in which one follows the other late.",
};

export function truthDocument(
  seed: string,
  spec: MarketSpec,
  rows: number,
  events: PlantedEvent[],
): TruthDocument {
  const edges = spec.symbols.flatMap(({ symbol, edge }) =>
    edge
      ? [{ symbol, after: 'confluence' as const, bars: edge.bars, shareOfDailyVolatility: edge.share }]
      : [],
  );
  return { seed, timeframe: '5m', start: spec.start, rows, rules: TRUTH_RULES, edges, events };
}

/** The document as text: one event a line, so that a difference can be read. */
export function formatTruth({ events, ...rest }: TruthDocument): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "events": [\n${events.map((event) => `    ${JSON.stringify(event)}`).join(',\n')}\n  ]\n}\n`;
}

/** Reads `truth.json`; throws TRUTH_BROKEN where it is not one. */
export function parseTruth(text: string, file: string): TruthDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(file, 'is not JSON');
  }
  const document = json as Partial<TruthDocument> | null;
  if (!document || !Array.isArray(document.events)) throw broken(file, 'has no list of events');
  document.events.forEach((event: Partial<PlantedEvent> | null, i) => {
    const known = event && PLANTED_KINDS.some((kind) => kind === event.kind);
    const rows = known && Number.isInteger(event.fromRow) && Number.isInteger(event.toRow);
    if (!rows || typeof event.symbol !== 'string') throw broken(file, `has no valid event number ${i + 1}`);
  });
  return document as TruthDocument;
}

function broken(file: string, what: string): HindcastError {
  return new HindcastError('TRUTH_BROKEN', `${file} ${what}.`, 'Generate it again: hindcast generate-demo.', {
    file,
  });
}
