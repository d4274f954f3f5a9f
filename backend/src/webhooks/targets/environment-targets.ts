import { createHash } from 'node:crypto';
import type { Environment } from '../../config/environment.ts';
import type { Target, TargetKind, TargetOptions, Topic } from './target.ts';

/** The service that an address belongs to, told by its host. */
export function kindOf(url: URL): TargetKind {
  if (/(^|\.)discord(app)?\.com$/.test(url.hostname)) return 'discord';
  if (url.hostname === 'api.telegram.org') return 'telegram';
  return url.hostname === 'hooks.slack.com' ? 'slack' : 'http';
}

/**
 * Targets that `WEBHOOKS_ALL`, `WEBHOOKS_CASCADE`, … name. The same address under several variables is one target with
 * several topics; its id is made of the address, so that what waits for it is found again after a restart. Telegram's
 * chat is named in the address: `https://api.telegram.org/bot<token>/sendMessage?chat_id=<chat>`.
 */
export function environmentTargets(webhooks: Environment['webhooks']): Target[] {
  const topics = new Map<string, Topic[]>();
  for (const [topic, urls] of Object.entries(webhooks) as [Topic, string[]][]) {
    for (const url of urls) topics.set(url, [...(topics.get(url) ?? []), topic]);
  }
  return [...topics].map(([text, wanted]) => {
    const url = new URL(text);
    const kind = kindOf(url);
    const chatId = url.searchParams.get('chat_id');
    const options: TargetOptions = kind === 'telegram' && chatId !== null ? { chatId } : {};
    return {
      id: `env-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
      name: `${url.hostname} (from the environment)`,
      ...{ kind, url: text, secret: null, topics: wanted, options, enabled: true },
    };
  });
}
