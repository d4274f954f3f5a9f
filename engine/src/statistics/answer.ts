/**
 * What a statistic answers when its input may be degenerate: the numbers, or one sentence saying why there are none. A
 * chart or a report shows the sentence; a NaN would only look like a fault.
 */
export type Answer<T> = ({ readonly ok: true } & T) | Refusal;

/** Why there is no number. */
export interface Refusal {
  readonly ok: false;
  /** One sentence, fit for a person. */
  readonly reason: string;
}

export function refuse(reason: string): Refusal {
  return { ok: false, reason };
}
