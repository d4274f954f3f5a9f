import { DAY, HOUR, MINUTE, SECOND } from '@hindcast/engine';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const WRITTEN = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)(\s+real)?$/;

/** A length of time: of the recording, or, with `real`, of the clock on the wall. */
export interface Span {
  ms: number;
  real: boolean;
}

/** Reads `250ms`, `30s`, `2m`, `1.5h`, `1d`, and `5s real`; undefined where it is none. */
export function parseSpan(text: string): Span | undefined {
  const [, amount, unit, real] = WRITTEN.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : { ms: Number(amount) * UNITS[unit], real: real !== undefined };
}
