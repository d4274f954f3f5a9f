import type { WebhookEnvelope } from '../envelope.ts';
import type { TargetKind, TargetOptions } from '../targets/target.ts';
import { discordMessages } from './discord.ts';
import { emailMessages } from './email.ts';
import { DEFAULT_GROUPING, grouped, type Group } from './group.ts';
import { slackMessages } from './slack.ts';
import { telegramMessages } from './telegram.ts';

/** One request's body, and the envelopes that have arrived when it has. */
export interface Message {
  readonly body: string;
  readonly carries: readonly WebhookEnvelope[];
}

/** How many events are read at once from the outbox: what one request can carry, or what may be told together. */
export const BATCH = 50;

/**
 * Envelopes in the form that a service wants, told together as the target asks. A plain HTTP target gets one envelope per
 * request, or `{"events": […]}` where it asked for batches or groups: each event with its own id.
 */
export function render(
  kind: TargetKind,
  options: TargetOptions,
  envelopes: readonly WebhookEnvelope[],
): Message[] {
  const groups = grouped(envelopes, options.group ?? DEFAULT_GROUPING[kind]);
  if (kind === 'http') return plain(options, envelopes, groups);
  const carriedBy = new Map(groups.map(({ told, carries }) => [told, carries]));
  return written(
    kind,
    options,
    groups.map(({ told }) => told),
  ).map(({ body, carries }) => ({
    body: JSON.stringify(body),
    carries: carries.flatMap((told) => carriedBy.get(told) ?? []),
  }));
}

function written(
  kind: Exclude<TargetKind, 'http'>,
  { chatId = '', from = '', to = [] }: TargetOptions,
  envelopes: readonly WebhookEnvelope[],
): { body: object; carries: WebhookEnvelope[] }[] {
  if (kind === 'discord') return discordMessages(envelopes);
  if (kind === 'telegram') return telegramMessages(envelopes, chatId);
  return kind === 'slack' ? slackMessages(envelopes) : emailMessages(envelopes, { from, to });
}

function plain(
  { batch, group }: TargetOptions,
  envelopes: readonly WebhookEnvelope[],
  groups: readonly Group[],
): Message[] {
  const several = (carries: readonly WebhookEnvelope[]): Message => ({
    body: JSON.stringify({ events: carries }),
    carries,
  });
  if (batch) return [several(envelopes)];
  if (group !== undefined && group !== 'none') return groups.map(({ carries }) => several(carries));
  return envelopes.map((one) => ({ body: JSON.stringify(one), carries: [one] }));
}
