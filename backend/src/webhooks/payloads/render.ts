import type { WebhookEnvelope } from '../envelope.ts';
import type { TargetKind, TargetOptions } from '../targets/target.ts';
import { discordMessages } from './discord.ts';
import { emailMessages } from './email.ts';
import { slackMessages } from './slack.ts';
import { telegramMessages } from './telegram.ts';

/** One request's body, and the envelopes that have arrived when it has. */
export interface Message {
  readonly body: string;
  readonly carries: readonly WebhookEnvelope[];
}

/** How many events one request of a kind may carry: what is read at once from the outbox. */
export const BATCH: Readonly<Record<TargetKind, number>> = {
  http: 50,
  discord: 10,
  telegram: 10,
  slack: 20,
  email: 50,
};

/**
 * Envelopes in the form that a service wants. A plain HTTP target gets one envelope per request, or, where it asked
 * for batches, `{"events": […]}`.
 */
export function render(
  kind: TargetKind,
  options: TargetOptions,
  envelopes: readonly WebhookEnvelope[],
): Message[] {
  const texts = (messages: readonly { body: object; carries: WebhookEnvelope[] }[]): Message[] =>
    messages.map(({ body, carries }) => ({ body: JSON.stringify(body), carries }));
  if (kind === 'discord') return texts(discordMessages(envelopes));
  if (kind === 'telegram') return texts(telegramMessages(envelopes, options.chatId ?? ''));
  if (kind === 'slack') return texts(slackMessages(envelopes));
  if (kind === 'email') {
    return texts(emailMessages(envelopes, { from: options.from ?? '', to: options.to ?? [] }));
  }
  if (options.batch) return texts([{ body: { events: envelopes }, carries: [...envelopes] }]);
  return texts(envelopes.map((envelope) => ({ body: envelope, carries: [envelope] })));
}
