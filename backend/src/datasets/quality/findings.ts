import type { BarField } from '@hindcast/engine';

/** How much a finding matters: worth knowing, doubtful, or wrong. */
export type Severity = 'info' | 'suspect' | 'bad';

/** What can be found in a lane. */
export const FINDING_KINDS = {
  gap: { severity: 'suspect', meaning: 'bars that the source did not have' },
  ohlc: { severity: 'bad', meaning: 'the high or the low lies inside of the other prices' },
  spike: { severity: 'bad', meaning: 'the close leaps away and comes back with the next bar' },
  wick: { severity: 'suspect', meaning: 'the high or the low lies far from both open and close' },
  jump: { severity: 'suspect', meaning: 'a bar opens far from where the one before it closed' },
  zeroVolume: { severity: 'suspect', meaning: 'bars without any volume' },
  stuckPrice: {
    severity: 'suspect',
    meaning: 'the price does not move at all, bar after bar, though there is volume',
  },
  stuckSeries: { severity: 'suspect', meaning: 'open interest or a ratio keeps one value for hours' },
  lateSeries: { severity: 'suspect', meaning: 'a series is missing between its first and its last value' },
  rejected: { severity: 'bad', meaning: 'values that no market has: the engine takes them for missing' },
  clock: { severity: 'info', meaning: 'a settlement is stamped more than a minute off its interval' },
} as const satisfies Record<string, { severity: Severity; meaning: string }>;

export type FindingKind = keyof typeof FINDING_KINDS;

/** A stretch of bars: from the open of its first to the close of its last. */
export interface Place {
  from: number;
  to: number;
  detail: string;
}

export interface Finding {
  kind: FindingKind;
  severity: Severity;
  meaning: string;
  /** How many bars, or gaps, in all. */
  count: number;
  /** The first of them; at most {@link MAX_PLACES} unless more were asked for. */
  places: Place[];
}

export const MAX_PLACES = 100;

/** What is asked of the findings of a lane. */
export interface FindingsOptions {
  /** Only what lies in [from, to), as when somebody asks about one stretch. */
  within?: { from: number; to: number };
  /** Most places of a kind; {@link MAX_PLACES} when left out. */
  places?: number;
  /** Told of every finding, whether its place is listed or not. */
  onFind?: (kind: FindingKind, from: number, to: number) => void;
}

/** The findings of a lane as they come up. Stretches that touch are one place. */
export class Findings {
  readonly #found = new Map<FindingKind, Finding>();
  readonly #options: FindingsOptions;

  constructor(options: FindingsOptions = {}) {
    this.#options = options;
  }

  add(kind: FindingKind, from: number, to: number, detail: string, count = 1): void {
    const { within, places = MAX_PLACES, onFind } = this.#options;
    if (within && (Math.max(to, from + 1) <= within.from || from >= within.to)) return;
    onFind?.(kind, from, to);
    const finding = this.#found.get(kind) ?? { kind, ...FINDING_KINDS[kind], count: 0, places: [] };
    this.#found.set(kind, finding);
    finding.count += count;
    const last = finding.places.at(-1);
    if (last && last.to === from && last.detail === detail) last.to = to;
    else if (finding.places.length < places) finding.places.push({ from, to, detail });
  }

  list(): Finding[] {
    const order = Object.keys(FINDING_KINDS);
    for (const { places } of this.#found.values()) places.sort((a, b) => a.from - b.from);
    return [...this.#found.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }
}

/** Rows of a lane in order of time, as a check sees them. */
export interface Rows {
  rows: number;
  openTime: Float64Array;
  field(name: BarField): Float64Array;
}

/** Looks for one kind of trouble while the rows of a lane stream past. */
export interface Check {
  take(rows: Rows): void;
  /** Called once after the last rows. */
  end?(): void;
}
