import { linkOf, severityWord, type WebhookEnvelope } from '../envelope.ts';
import { clipped, facts } from './text.ts';

/** Limits of Slack's block kit (docs.slack.dev/reference/block-kit/blocks): blocks of a message, characters of a text. */
export const SLACK_LIMITS = { blocks: 50, section: 3_000, text: 4_000 } as const;

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
  const text = [
    `*${escapeSlack(clipped(`${symbol}: ${title}`, 200))}*`,
    escapeSlack(
      `${severityWord(severity)} · ${source.venue} · ${source.timeframe} · ${source.market} market · ${timestamp}`,
    ),
    // Escaping may make a text five times as long: clipped before and after, never inside an entity.
    escapeSlack(clipped([description, values.join(', ')].filter((line) => line !== '').join('\n'), 450)),
    ...(link === null ? [] : [`<${encodeURI(link).replaceAll('|', '%7C')}|Open in the replay>`]),
  ];
  return { type: 'section', text: { type: 'mrkdwn', text: text.join('\n') } };
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
