import { linkOf, severityWord, type WebhookEnvelope } from '../envelope.ts';
import { clipped, facts } from './text.ts';

/** What HTTP mail gateways (Resend, Postmark-like relays) take; header fields never hold a line break. */
export interface EmailMessage {
  from: string;
  to: string[];
  subject: string;
  text: string;
}

const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ').trim();

/** Envelopes as one mail. */
export function emailMessages(
  envelopes: readonly WebhookEnvelope[],
  { from, to }: { from: string; to: readonly string[] },
): { body: EmailMessage; carries: WebhookEnvelope[] }[] {
  if (envelopes.length === 0) return [];
  const [first] = envelopes;
  const more = envelopes.length > 1 ? ` and ${envelopes.length - 1} more` : '';
  const subject = clipped(oneLine(`Hindcast: ${first.symbol} ${first.title}${more}`), 200);
  const text = envelopes.map(told).join('\n\n');
  return [{ body: { from: oneLine(from), to: to.map(oneLine), subject, text }, carries: [...envelopes] }];
}

function told(envelope: WebhookEnvelope): string {
  const { symbol, title, description, severity, source, timestamp, data } = envelope;
  const link = linkOf(envelope);
  return [
    `${symbol}: ${title}`,
    `${severityWord(severity)}, ${source.venue}, ${source.timeframe}, ${source.market} market, ${timestamp}`,
    description,
    ...facts(data).map(([name, value]) => `${name}: ${value}`),
    ...(link === null ? [] : [link]),
  ].join('\n');
}
