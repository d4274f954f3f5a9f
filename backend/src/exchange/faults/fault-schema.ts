import { parse } from 'yaml';
import { z } from 'zod';
import { didYouMean, HindcastError } from '@hindcast/engine';
import { parseIsoTime } from '../../ingestion/import/csv/times.ts';
import { SERVED_VENUES } from '../market/venue-market.ts';
import { parseSpan, type Span } from './duration.ts';

/** Everything that can be made to go wrong. */
export const FAULT_KINDS = [
  ...(['drop', 'silence', 'duplicate', 'reorder', 'late', 'revise'] as const),
  ...(['http-429', 'http-418', 'http-5xx', 'html', 'slow'] as const),
  ...(['clock-skew', 'funding-interval', 'delist'] as const),
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a fault of messages and published values can be limited to. */
export const FAULT_TARGETS = [
  ...(['trade', 'kline', 'markPrice', 'ticker', 'liquidation'] as const),
  ...(['openInterest', 'ratios', 'funding'] as const),
] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

const span = z.string().transform((text, context): Span => {
  const parsed = parseSpan(text);
  if (!parsed) context.addIssue({ code: 'custom', message: 'write 250ms, 30s, 2m, 1h, 1d or 5s real' });
  return parsed ?? { ms: 0, real: false };
});
const moment = z.string().transform((text, context): Span | number => {
  const parsed = parseSpan(text) ?? parseIsoTime(text);
  if (typeof parsed === 'number' && Number.isNaN(parsed)) {
    context.addIssue({
      code: 'custom',
      message: 'write a time from the start, as 10m, or 2025-01-20T00:00:00Z',
    });
  }
  return parsed;
});

const faultSchema = z.strictObject({
  fault: z.enum(FAULT_KINDS),
  venue: z.enum(SERVED_VENUES).optional(),
  /** The venue's id (`BTCUSDT`) or ccxt's symbol. */
  symbol: z.string().optional(),
  at: moment.optional(),
  for: span.optional(),
  every: span.optional(),
  /** Chance of each occasion, 0 to 1. */
  rate: z.number().min(0).max(1).optional(),
  by: span.optional(),
  on: z.array(z.enum(FAULT_TARGETS)).optional(),
  /** Real seconds, of 429 and 418. */
  retryAfter: z.number().nonnegative().optional(),
  status: z.number().int().min(500).max(599).optional(),
  hours: z.number().positive().optional(),
});

export type FaultSpec = z.infer<typeof faultSchema>;
/** A fault as a person writes it. */
export type FaultInput = z.input<typeof faultSchema>;

const fileSchema = z.strictObject({ faults: z.unknown() });

/** Checks faults: a list, or a document with a list of `faults`. Throws FAULTS_INVALID, naming the entry and the field. */
export function parseFaults(document: unknown, place: string): FaultSpec[] {
  const held = fileSchema.safeParse(document);
  const list: unknown = held.success ? held.data.faults : (document ?? []);
  if (Array.isArray(list)) list.forEach((entry, i) => checkKind(entry, `${place}, entry ${i + 1}`));
  const parsed = z.array(faultSchema).safeParse(list);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [entry, ...path] = issue.path;
  const where = typeof entry === 'number' ? `, entry ${entry + 1}` : '';
  const field = path.length > 0 ? ` ${path.join('.')}:` : '';
  throw new HindcastError(
    'FAULTS_INVALID',
    `${place}${where}:${field} ${issue.message}.`,
    'See docs/exchange.md for the words of a fault file.',
  );
}

/** Reads a fault file: YAML or JSON. */
export function parseFaultText(text: string, file: string): FaultSpec[] {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new HindcastError('FAULTS_INVALID', `${file} is no YAML: ${reason}.`, 'Correct it there.', {
      file,
    });
  }
  return parseFaults(document, file);
}

function checkKind(entry: unknown, place: string): void {
  const kind = (entry as { fault?: unknown } | null)?.fault;
  if (typeof kind !== 'string' || (FAULT_KINDS as readonly string[]).includes(kind)) return;
  throw new HindcastError(
    'FAULTS_INVALID',
    `${place}: there is no fault "${kind}".`,
    didYouMean(kind, FAULT_KINDS) || `There is: ${FAULT_KINDS.join(', ')}.`,
  );
}
