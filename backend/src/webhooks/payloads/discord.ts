import { linkOf, severityWord, type WebhookEnvelope } from '../envelope.ts';
import { clipped, facts } from './text.ts';

/** Limits of Discord's execute-webhook call (discord.com/developers/docs/resources/message#embed-object-embed-limits). */
export const DISCORD_LIMITS = {
  embeds: 10,
  title: 256,
  description: 4_096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  footer: 2_048,
  /** Title, description, field names and values and footer of all embeds of one message together. */
  total: 6_000,
} as const;

export interface DiscordEmbed {
  title: string;
  description: string;
  url?: string;
  color: number;
  timestamp: string;
  fields: { name: string; value: string; inline: boolean }[];
  footer: { text: string };
}

export interface DiscordMessage {
  username: string;
  embeds: DiscordEmbed[];
  /** Nobody is pinged by what a market is called. */
  allowed_mentions: { parse: [] };
}

/** From calm to loud; colours that stand out on Discord's dark and light theme. */
const COLOURS = [0x8a97a8, 0x4c9be8, 0xe0a63a, 0xe8743b, 0xe5484d];

/** Text with Discord's Markdown taken out of force, so that a symbol shows as it is written. */
export const escapeDiscord = (text: string): string =>
  text.replace(/[\\*_~`|>#[\]()-]/g, '\\$&').replace(/@/g, '@\u200b');

function embed(envelope: WebhookEnvelope): DiscordEmbed {
  const { title, description, severity, timestamp, symbol, source, data } = envelope;
  const limits = DISCORD_LIMITS;
  const link = linkOf(envelope);
  const field = (name: string, value: string): DiscordEmbed['fields'][number] => ({
    name: clipped(escapeDiscord(name), limits.fieldName),
    value: clipped(escapeDiscord(value), limits.fieldValue),
    inline: true,
  });
  return {
    title: clipped(escapeDiscord(`${symbol}: ${title}`), limits.title),
    description: clipped(escapeDiscord(description), limits.description),
    ...(link === null ? {} : { url: link }),
    color: COLOURS[severity - 1] ?? COLOURS[0],
    timestamp,
    fields: [
      field('Severity', severityWord(severity)),
      field('Venue', source.venue),
      field('Timeframe', source.timeframe),
      ...facts(data).map(([name, value]) => field(name, value)),
    ].slice(0, limits.fields),
    footer: { text: clipped(`Hindcast, ${source.market} market`, limits.footer) },
  };
}

const sizeOf = ({ title, description, fields, footer }: DiscordEmbed): number =>
  title.length +
  description.length +
  footer.text.length +
  fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);

/** An embed that alone fits into a message: fields go from the end where it does not. */
function fitting(envelope: WebhookEnvelope): DiscordEmbed {
  const one = embed(envelope);
  while (sizeOf(one) > DISCORD_LIMITS.total) one.fields.pop();
  return one;
}

/**
 * Envelopes as Discord messages: up to ten embeds and 6,000 characters each.
 *
 * @returns the messages, and for each the envelopes that it carries
 */
export function discordMessages(
  envelopes: readonly WebhookEnvelope[],
): { body: DiscordMessage; carries: WebhookEnvelope[] }[] {
  const messages: { body: DiscordMessage; carries: WebhookEnvelope[] }[] = [];
  let size = 0;
  for (const envelope of envelopes) {
    const next = fitting(envelope);
    const last = messages.at(-1);
    const fits =
      last && last.body.embeds.length < DISCORD_LIMITS.embeds && size + sizeOf(next) <= DISCORD_LIMITS.total;
    if (last && fits) {
      last.body.embeds.push(next);
      last.carries.push(envelope);
      size += sizeOf(next);
    } else {
      const body: DiscordMessage = { username: 'Hindcast', embeds: [next], allowed_mentions: { parse: [] } };
      messages.push({ body, carries: [envelope] });
      size = sizeOf(next);
    }
  }
  return messages;
}
