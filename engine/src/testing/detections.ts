import { eventsAt, pairEventsAt } from '../detectors/events.ts';
import type { Lane } from '../lane.ts';
import type { Market } from '../market.ts';
import type { EngineEvent, EventType } from '../wire/signals.ts';
import type { PlantedKind } from './planted.ts';

/** What the engine claimed at a row, in the words of the planted truth. */
export interface Detection {
  kind: PlantedKind;
  /** Symbol, or the two symbols of a pair joined by `|`. */
  symbol: string;
  venue: string;
  row: number;
  /** What exactly was claimed, where the kind has more than one thing to claim. */
  claim: string;
}

const TIERS: readonly (readonly [bit: number, kind: PlantedKind])[] = [
  [1, 'anomaly'],
  [2, 'confluence'],
  [4, 'flow'],
  [8, 'caution'],
  [16, 'divergence'],
  [32, 'cluster'],
];
/** Tiers that are values over all venues: claimed once per symbol, on its first lane. */
const SHARED_BITS = 16 | 32;

const KINDS: Partial<Record<EventType, PlantedKind>> = {
  LIQUIDATION_CASCADE: 'cascade',
  FUNDING_ANOMALY: 'funding',
  VOLATILITY_REGIME: 'volatility',
  REGIME_CONFIRMED: 'regime',
};

/**
 * Everything that tiers and detectors of an advanced market claim, by lane and row. What ends a state (a cascade that is
 * over, a correlation restored, a regime without consensus) claims nothing and is left out.
 */
export function detectionsOf(market: Market): Detection[] {
  const found: Detection[] = [];
  const seen = new Set<string>();
  for (const lane of market.lanes) {
    const first = !seen.has(lane.key.symbol);
    seen.add(lane.key.symbol);
    for (let row = 0; row < market.cursor; row++) {
      tiersAt(lane, row, first, found);
      for (const event of eventsAt(lane, row)) addEvent(event, found);
    }
  }
  for (const pair of market.pairs) {
    const symbol = `${pair.first.key.symbol}|${pair.second.key.symbol}`;
    const { venue } = pair.first.key;
    for (let row = 0; row < market.cursor; row++) {
      for (const event of pairEventsAt(pair, row)) {
        if (Number(event.data.severity) > 0)
          found.push({ kind: 'correlation', symbol, venue, row, claim: '' });
      }
      const lag = pair.columns.lag.data[row];
      if (lag === lag) found.push({ kind: 'leadLag', symbol, venue, row, claim: String(lag) });
    }
  }
  return found;
}

function tiersAt(lane: Lane, row: number, first: boolean, found: Detection[]): void {
  const tiers = lane.column('tiers').data;
  const bits = tiers[row] & (first ? 63 : ~SHARED_BITS);
  if (bits === 0) return;
  const { symbol, venue } = lane.key;
  for (const [bit, kind] of TIERS) {
    if ((bits & bit) === 0) continue;
    // A cluster is a state: claimed where it begins.
    if (kind === 'cluster' && row > 0 && (tiers[row - 1] & bit) !== 0) continue;
    found.push({ kind, symbol, venue, row, claim: '' });
  }
}

function addEvent(event: EngineEvent, found: Detection[]): void {
  const kind = KINDS[event.type];
  const claim = kind && claimOf(kind, event);
  if (kind && claim) found.push({ kind, symbol: event.symbol, venue: event.venue, row: event.row, claim });
}

/** What an event claims; null where it only ends a state. */
function claimOf(kind: PlantedKind, { data, severity }: EngineEvent): string | null {
  if (kind === 'cascade') return severity > 0 ? String(severity) : null;
  if (kind === 'volatility') return String(data.regime);
  if (kind === 'funding') return Number(data.fundingAnomaly) === 0 ? 'normal' : String(data.fundingAnomaly);
  const trending = Number(data.regimeConsensus) === 1 && Number(data.regimePrimary) !== 0;
  return trending ? String(data.regime) : null;
}
