import { linkOf, severityWord, type WebhookEnvelope } from '../envelope.ts';
import { clipped, facts } from './text.ts';

/** Characters of a message after its markup has been read (core.telegram.org/bots/api#sendmessage). */
export const TELEGRAM_LIMIT = 4_096;
/** One event takes no more than this of a message, before escaping. */
const EVENT_LIMIT = 3_000;

export interface TelegramMessage {
  chat_id: string;
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true };
}

/** The three characters that Telegram's HTML gives a meaning. */
export const escapeTelegram = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter);

const MARKS = ['▫️', '🔹', '🔸', '🟠', '🔴'];

function told(envelope: WebhookEnvelope): { html: string; visible: number } {
  const { symbol, title, description, severity, source, timestamp, data } = envelope;
  const link = linkOf(envelope);
  const head = clipped(`${symbol}: ${title}`, 200);
  const about = `${severityWord(severity)} · ${source.venue} · ${source.timeframe} · ${source.market} market · ${timestamp}`;
  const values = facts(data).map(([name, value]) => `${name} ${value}`);
  const text = clipped(
    [description, values.join(', ')].filter((line) => line !== '').join('\n'),
    EVENT_LIMIT,
  );
  const mark = MARKS[severity - 1] ?? MARKS[0];
  const lines = [
    `${mark} <b>${escapeTelegram(head)}</b>`,
    `<i>${escapeTelegram(about)}</i>`,
    escapeTelegram(text),
    ...(link === null
      ? []
      : [`<a href="${escapeTelegram(link).replaceAll('"', '&quot;')}">Open in the replay</a>`]),
  ];
  return { html: lines.join('\n'), visible: mark.length + head.length + about.length + text.length + 24 };
}

/** Envelopes as Telegram messages of at most 4,096 visible characters, several events to a message. */
export function telegramMessages(
  envelopes: readonly WebhookEnvelope[],
  chat: string,
): { body: TelegramMessage; carries: WebhookEnvelope[] }[] {
  const messages: { body: TelegramMessage; carries: WebhookEnvelope[]; size: number }[] = [];
  for (const envelope of envelopes) {
    const { html, visible } = told(envelope);
    const last = messages.at(-1);
    if (last && last.size + visible + 2 <= TELEGRAM_LIMIT) {
      last.body.text += `\n\n${html}`;
      last.carries.push(envelope);
      last.size += visible + 2;
    } else {
      const body: TelegramMessage = {
        chat_id: chat,
        text: html,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
      };
      messages.push({ body, carries: [envelope], size: visible });
    }
  }
  return messages.map(({ body, carries }) => ({ body, carries }));
}
