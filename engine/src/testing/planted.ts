import type { UtcMs } from '../time.ts';

/** What the simulated market can hide, one kind per signal tier and per detector (SPEC §4, §5). */
export const PLANTED_KINDS = [
  'anomaly',
  'confluence',
  'flow',
  'caution',
  'divergence',
  'cluster',
  'cascade',
  'funding',
  'volatility',
  'regime',
  'correlation',
  'leadLag',
] as const;
export type PlantedKind = (typeof PLANTED_KINDS)[number];

/** Something that was put into the market on purpose, and where a detector has to find it. */
export interface PlantedEvent {
  kind: PlantedKind;
  /** Symbol, or for a correlation break the two symbols of the pair joined by `|`. */
  symbol: string;
  /** The venue whose lane shows it; left out when every venue does. */
  venue?: string;
  /** First and last row, inclusive, in which what was planted explains an event of its kind. */
  fromRow: number;
  toRow: number;
  /** Open times of these rows (UTC ms). */
  fromTime: UtcMs;
  toTime: UtcMs;
  /** False where no detector can find it in principle; `detail.why` says why. */
  findable: boolean;
  detail: Record<string, number | string | boolean>;
}
