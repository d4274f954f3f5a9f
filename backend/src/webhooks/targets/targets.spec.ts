import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../config/environment.ts';
import { environmentTargets } from './environment-targets.ts';
import { shownUrl } from './shown-url.ts';
import { EVENT_NAMES, wants } from './target.ts';

describe('targets of the environment', () => {
  const targets = environmentTargets(
    readEnvironment({
      WEBHOOKS_ALL: 'https://desk.example/all',
      WEBHOOKS_CASCADE: 'https://discord.com/api/webhooks/1/token, https://desk.example/some',
      WEBHOOKS_FUNDING: 'https://desk.example/some',
      WEBHOOKS_SIGNAL: 'https://api.telegram.org/bot1:token/sendMessage?chat_id=-100',
      WEBHOOKS_REGIME: 'https://hooks.slack.com/services/T/B/x',
    }).webhooks,
  );
  const named = (part: string) => targets.find(({ url }) => url.includes(part))!;

  it('are one for each address, with the topics of all variables that name it', () => {
    expect(targets).toHaveLength(5);
    expect(named('/some').topics).toEqual(['cascade', 'funding']);
    expect(named('/all').topics).toEqual(['all']);
    expect(new Set(targets.map(({ id }) => id)).size).toBe(5);
  });

  it('are of the kind that their host tells, Telegram with its chat', () => {
    expect(targets.map(({ kind }) => kind).sort()).toEqual(['discord', 'http', 'http', 'slack', 'telegram']);
    expect(named('telegram').options).toEqual({ chatId: '-100' });
  });

  it('get the events of their topics and no others', () => {
    const heard = (part: string): string[] => EVENT_NAMES.filter((type) => wants(named(part).topics, type));
    expect(heard('/some')).toEqual(['LIQUIDATION_CASCADE', 'FUNDING_ANOMALY']);
    expect(heard('telegram')).toEqual(['SIGNAL']);
    expect(heard('/all')).toEqual(EVENT_NAMES);
  });

  it('are shown without what may be a password', () => {
    expect(shownUrl(named('discord').url)).toBe('https://discord.com/…oken');
    expect(shownUrl('https://desk.example/')).toBe('https://desk.example');
  });
});
