import type { Detection } from './detections.ts';
import { PLANTED_KINDS, type PlantedEvent, type PlantedKind } from './planted.ts';

/** How well one kind of planted event was found. */
export interface DetectorScore {
  kind: PlantedKind;
  planted: number;
  /** Planted events that cannot be found in principle; not counted in `planted`. */
  unfindable: number;
  found: number;
  /** Claims made, and those that no planted event explains. */
  claims: number;
  falseEvents: number;
  /** found / planted and (claims − false) / claims; NaN where there is none. */
  recall: number;
  precision: number;
  /** The first planted event that was missed and the first false claim, for a look. */
  missed: PlantedEvent | null;
  unexplained: Detection | null;
}

/**
 * Compares what was claimed with what was planted, kind by kind.
 *
 * A planted event is *found* when a claim of its kind, on its symbol (and venue), says what was planted in one of its
 * rows: the tier itself; a cascade's severity; a funding anomaly's side and size; the regime that was entered; a break
 * of that pair; the lag at the end of the break. A claim is *false* when no planted event explains it: none of its kind
 * covers the row, or it says what was not planted there (a higher severity, a regime on neither side of the transition,
 * the other trend).
 */
export function scoreDetectors(
  claims: readonly Detection[],
  truth: readonly PlantedEvent[],
): DetectorScore[] {
  return PLANTED_KINDS.map((kind) => {
    const events = truth.filter((event) => event.kind === kind);
    const own = claims.filter((claim) => claim.kind === kind);
    // A lag is stated all through a break, but only where one was planted is there a right answer.
    const judged =
      kind === 'leadLag' ? own.filter((claim) => events.some((event) => about(event, claim))) : own;
    return scoreKind(kind, judged, events);
  });
}

function scoreKind(
  kind: PlantedKind,
  claims: readonly Detection[],
  truth: readonly PlantedEvent[],
): DetectorScore {
  const findable = truth.filter((event) => event.findable);
  const bySymbol = group(claims);
  const truthBySymbol = group(findable);
  const missed = findable.filter(
    (event) =>
      !(bySymbol.get(event.symbol) ?? []).some((claim) => covers(event, claim) && finds(event, claim)),
  );
  const unexplained = claims.filter(
    (claim) =>
      !(truthBySymbol.get(claim.symbol) ?? []).some(
        (event) => covers(event, claim) && explains(event, claim),
      ),
  );
  const found = findable.length - missed.length;
  return {
    ...{ kind, planted: findable.length, unfindable: truth.length - findable.length, found },
    ...{ claims: claims.length, falseEvents: unexplained.length },
    recall: findable.length > 0 ? found / findable.length : NaN,
    precision: claims.length > 0 ? 1 - unexplained.length / claims.length : NaN,
    missed: missed[0] ?? null,
    unexplained: unexplained[0] ?? null,
  };
}

function group<T extends { symbol: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(item.symbol);
    if (list) list.push(item);
    else groups.set(item.symbol, [item]);
  }
  return groups;
}

const about = (event: PlantedEvent, claim: Detection): boolean =>
  event.symbol === claim.symbol && covers(event, claim);

function covers(event: PlantedEvent, { venue, row }: Detection): boolean {
  return row >= event.fromRow && row <= event.toRow && (event.venue === undefined || event.venue === venue);
}

/** Whether the claim says what was planted. */
function finds({ kind, detail }: PlantedEvent, { claim }: Detection): boolean {
  if (kind === 'cascade') return claim === String(detail.severity);
  if (kind === 'funding') return claim === fundingClaim(detail);
  if (kind === 'volatility') return claim === detail.to;
  if (kind === 'regime') return claim === detail.regime;
  if (kind === 'leadLag') return claim === String(detail.lag);
  return true;
}

/** Whether the planted event accounts for the claim, also where it is on the way to what was planted. */
function explains(event: PlantedEvent, claim: Detection): boolean {
  const { kind, detail } = event;
  if (kind === 'cascade') return Number(claim.claim) <= Number(detail.severity);
  if (kind === 'funding') return claim.claim === 'normal' || sameSide(claim.claim, fundingClaim(detail));
  if (kind === 'volatility') return claim.claim === detail.to || claim.claim === detail.from;
  return finds(event, claim);
}

function fundingClaim(detail: PlantedEvent['detail']): string {
  return String((detail.side === 'high' ? 1 : -1) * (detail.extreme === true ? 2 : 1));
}

function sameSide(a: string, b: string): boolean {
  return Number(a) * Number(b) > 0;
}
