/**
 * What every receiver is told about one alert (SPEC §8), whatever form its service wants it in.
 * Ids are stable: a receiver that has seen `id` before drops the repeat.
 */
export interface WebhookEnvelope {
  /** The id of the delivered event: the same on every attempt and for every target. */
  readonly id: string;
  /** An event type of SPEC §5, `SIGNAL` for a tier, `RULE` for a rule of the user's, `TEST` for the test button. */
  readonly event_type: string;
  /** When the event was known: the close of its bar, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly symbol: string;
  /** 1 (low) to 5 (extreme). */
  readonly severity: number;
  readonly title: string;
  readonly description: string;
  /** Where it comes from: venue, timeframe, and whether the market is live, recorded or simulated. */
  readonly source: {
    readonly product: 'hindcast';
    readonly venue: string;
    readonly timeframe: string;
    readonly market: string;
  };
  /** Values, the explanation, the tier's record so far, and the link that opens the replay at the bar. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The words of SPEC §5's severities, from 1 to 5. */
export const SEVERITY_WORDS = ['low', 'medium', 'high', 'very high', 'extreme'] as const;

export function severityWord(severity: number): string {
  return SEVERITY_WORDS[Math.min(5, Math.max(1, Math.round(severity))) - 1];
}

/** The link that opens the replay at the bar, where the envelope carries one. */
export function linkOf({ data }: WebhookEnvelope): string | null {
  return typeof data.replay === 'string' && /^https?:\/\//.test(data.replay) ? data.replay : null;
}
