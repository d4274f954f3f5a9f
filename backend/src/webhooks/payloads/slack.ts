import { linkOf, severityWord, type WebhookEnvelope } from '../envelope.ts';
import { clipped, facts } from './text.ts';

/** Limits of Slack's block kit (docs.slack.dev/reference/block-kit/blocks): blocks of a message, characters of a text. */
export const SLACK_LIMITS = { blocks: 50, section: 3_000, text: 4_000 } as const;

/** Characters of an event's text before escaping. */
const BODY = 2_400;

export interface SlackMessage {
  /** What a notification shows. */
  text: string;
  blocks: { type: 'section'; text: { type: 'mrkdwn'; text: string } }[];
}

/** The three characters that Slack's mrkdwn reads as control; formatting marks lose their meaning behind a zero-width space. */
export const escapeSlack = (text: string): string =>
  text
    .replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter)
    .replace(/[*_~`]/g, '\u200b$&');

function section(envelope: WebhookEnvelope): SlackMessage['blocks'][number] {
  const { symbol, title, description, severity, source, timestamp, data } = envelope;
  const link = linkOf(envelope);
  const values = facts(data).map(([name, value]) => `${name} ${value}`);
  const body = [description, values.join(', ')].filter((line) => line !== '').join('\n');
  const lines = (limit: number): string[] => [
    `*${escapeSlack(clipped(`${symbol}: ${title}`, 200))}*`,
    escapeSlack(
      `${severityWord(severity)} · ${source.venue} · ${source.timeframe} · ${source.market} market · ${timestamp}`,
    ),
    escapeSlack(clipped(body, limit)),
    ...(link === null ? [] : [`<${encodeURI(link).replaceAll('|', '%7C')}|Open in the replay>`]),
  ];
  // Escaping may make a text five times as long; what is clipped before it is never cut inside an entity.
  let limit = BODY;
  while (limit > 0 && lines(limit).join('\n').length > SLACK_LIMITS.section) limit = Math.floor(limit / 2);
  return { type: 'section', text: { type: 'mrkdwn', text: lines(limit).join('\n') } };
}

/** Envelopes as Slack messages, a section each. */
export function slackMessages(
  envelopes: readonly WebhookEnvelope[],
): { body: SlackMessage; carries: WebhookEnvelope[] }[] {
  const messages: { body: SlackMessage; carries: WebhookEnvelope[] }[] = [];
  for (let k = 0; k < envelopes.length; k += SLACK_LIMITS.blocks) {
    const carries = envelopes.slice(k, k + SLACK_LIMITS.blocks);
    const [first] = carries;
    const more = carries.length > 1 ? ` and ${carries.length - 1} more` : '';
    messages.push({
      body: {
        text: clipped(escapeSlack(`${first.symbol}: ${first.title}${more}`), 300),
        blocks: carries.map(section),
      },
      carries,
    });
  }
  return messages;
}
