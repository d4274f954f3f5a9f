import { decimal, percent } from '$lib/format/numbers.ts';
import { duration } from '$lib/format/time.ts';
import type { Figure } from '$lib/state/lab/wire.ts';

type Unit = Pick<Figure, 'unit'>;

/** A figure as it is read: shares as per cent, spans of time in words, a dash where it is undefined. */
export function figureText(value: number | null | undefined, { unit }: Unit, digits?: number): string {
  if (unit === 'fraction') return percent(value);
  if (unit === 'ms') return typeof value === 'number' ? duration(value) : '–';
  return decimal(value, digits ?? (isCount(value, unit) ? 0 : 2));
}

/** The unit that stands beside the text. */
export const unitText = ({ unit }: Unit): string => (unit === 'fraction' || unit === 'ms' ? '' : unit);

const isCount = (value: number | null | undefined, unit: string): boolean =>
  unit === '' && typeof value === 'number' && Number.isInteger(value);

/** Words of a broker's reasons to leave a trade. */
export const EXIT_WORDS: Record<string, string> = {
  exit: 'exit rule',
  stop: 'stop',
  target: 'target',
  trailing: 'trailing stop',
  maxHolding: 'max. holding',
  liquidation: 'liquidation',
  reverse: 'reversed',
  endOfData: 'end of data',
};

export const TONE = { up: 'text-up', down: 'text-down', flat: 'text-muted' } as const;
