import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookEnvelope } from '../envelope.ts';
import { DISCORD_LIMITS, discordMessages, type DiscordMessage } from './discord.ts';
import { TARGET_KINDS, GROUPINGS, type TargetKind } from '../targets/target.ts';
import { emailMessages } from './email.ts';
import { grouped } from './group.ts';
import { render, type Message } from './render.ts';
import { SLACK_LIMITS, slackMessages } from './slack.ts';
import { TELEGRAM_LIMIT, telegramMessages } from './telegram.ts';

const envelope = (change: Partial<WebhookEnvelope> = {}): WebhookEnvelope => ({
  id: '0b1c0000-0000-8000-8000-000000000001',
  event_type: 'LIQUIDATION_CASCADE',
  timestamp: '2026-03-01T12:05:00.000Z',
  symbol: 'BTC/USDT:USDT',
  severity: 4,
  title: 'Cascade',
  description: 'longs are being liquidated',
  source: { product: 'hindcast', venue: 'binanceusdm', timeframe: '5m', market: 'live' },
  data: { velocityUsd: 1_250_000, share: 0.91, replay: 'https://desk.example/replay?a=1&b=2' },
  ...change,
});

/** Envelopes with whatever a market, a rule or a prankster may call things. */
const wild = fc
  .record({
    symbol: fc.string({ unit: 'binary', maxLength: 60 }),
    title: fc.string({ unit: 'binary', maxLength: 600 }),
    description: fc.string({ unit: 'binary', maxLength: 6_000 }),
    severity: fc.integer({ min: 1, max: 5 }),
    data: fc.dictionary(
      fc.string({ maxLength: 300 }),
      fc.oneof(fc.double(), fc.string({ maxLength: 300 }), fc.boolean(), fc.constant(null)),
      { maxKeys: 40 },
    ),
  })
  .map((change) => envelope(change));
const batch = fc.array(wild, { minLength: 1, maxLength: 25 });

const characters = ({ embeds }: DiscordMessage): number =>
  embeds.reduce(
    (sum, { title, description, footer, fields }) =>
      sum +
      title.length +
      description.length +
      footer.text.length +
      fields.reduce((all, { name, value }) => all + name.length + value.length, 0),
    0,
  );

describe('Discord', () => {
  it('keeps to the documented limits, whatever an event is called, and carries each event once', () => {
    fc.assert(
      fc.property(batch, (envelopes) => {
        const messages = discordMessages(envelopes);
        expect(messages.flatMap(({ carries }) => carries)).toEqual(envelopes);
        for (const { body } of messages) {
          expect(body.embeds.length).toBeLessThanOrEqual(DISCORD_LIMITS.embeds);
          expect(characters(body)).toBeLessThanOrEqual(DISCORD_LIMITS.total);
          for (const { title, description, fields } of body.embeds) {
            expect(title.length).toBeLessThanOrEqual(DISCORD_LIMITS.title);
            expect(description.length).toBeLessThanOrEqual(DISCORD_LIMITS.description);
            expect(fields.length).toBeLessThanOrEqual(DISCORD_LIMITS.fields);
            for (const { name, value } of fields) {
              expect(name.length).toBeLessThanOrEqual(DISCORD_LIMITS.fieldName);
              expect(value.length).toBeLessThanOrEqual(DISCORD_LIMITS.fieldValue);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('pings nobody and shows marks as they are written', () => {
    const [{ body }] = discordMessages([envelope({ title: '@everyone *bold* [x](http://a)' })]);
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0].title).toBe('BTC/USDT:USDT: @\u200beveryone \\*bold\\* \\[x\\]\\(http://a\\)');
    expect(body.embeds[0].url).toBe('https://desk.example/replay?a=1&b=2');
    expect(body.embeds[0].fields).toContainEqual({ name: 'velocityUsd', value: '1,250,000', inline: true });
  });

  it('has no empty field, which Discord refuses', () => {
    const [{ body }] = discordMessages([envelope({ data: { '': 'x', empty: '' }, description: '' })]);
    for (const { name, value } of body.embeds[0].fields) {
      expect(name).not.toBe('');
      expect(value).not.toBe('');
    }
  });
});

describe('Telegram', () => {
  const visible = (html: string): string => html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, '?');

  it('keeps to 4,096 visible characters and to tags that Telegram knows', () => {
    fc.assert(
      fc.property(batch, (envelopes) => {
        const messages = telegramMessages(envelopes, '-100123');
        expect(messages.flatMap(({ carries }) => carries)).toEqual(envelopes);
        for (const { body } of messages) {
          expect(body.chat_id).toBe('-100123');
          expect(visible(body.text).length).toBeLessThanOrEqual(TELEGRAM_LIMIT);
          expect(body.text.replace(/<\/?(b|i)>|<a href="[^"<>]*">|<\/a>/g, '')).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('escapes what its HTML would read', () => {
    const [{ body }] = telegramMessages([envelope({ title: 'a < b & c > d', data: {} })], '1');
    expect(body.text).toContain('<b>BTC/USDT:USDT: a &lt; b &amp; c &gt; d</b>');
  });
});

describe('Slack', () => {
  it('keeps to 50 blocks and 3,000 characters a section', () => {
    fc.assert(
      fc.property(batch, (envelopes) => {
        const messages = slackMessages([...envelopes, ...envelopes, ...envelopes]);
        expect(messages.flatMap(({ carries }) => carries)).toHaveLength(3 * envelopes.length);
        for (const { body } of messages) {
          expect(body.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
          for (const { text } of body.blocks) {
            expect(text.text.length).toBeLessThanOrEqual(SLACK_LIMITS.section);
            expect(text.text.replace(/<https?:[^<>|]*\|Open in the replay>/g, '')).not.toMatch(/[<>]/);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('calls no channel and makes no link of what an event is called', () => {
    const [{ body }] = slackMessages([envelope({ title: '<!channel> *x*' })]);
    expect(body.blocks[0].text.text).toContain('&lt;!channel&gt; \u200b*x\u200b*');
  });
});

describe('events told together', () => {
  it('keep to every limit, and each is carried once, whatever they are called', () => {
    const options = { chatId: '1', from: 'a@example.com', to: ['b@example.com'] };
    fc.assert(
      fc.property(batch, fc.constantFrom(...GROUPINGS), (envelopes, group) => {
        const of = (kind: TargetKind): Message[] => render(kind, { ...options, group }, envelopes);
        for (const kind of TARGET_KINDS) {
          const ids = of(kind).flatMap(({ carries }) => carries);
          expect(ids).toHaveLength(envelopes.length);
          expect(new Set(ids)).toEqual(new Set(envelopes));
        }
        for (const { body } of of('discord')) {
          const message = JSON.parse(body) as DiscordMessage;
          expect(message.embeds.length).toBeLessThanOrEqual(DISCORD_LIMITS.embeds);
          expect(characters(message)).toBeLessThanOrEqual(DISCORD_LIMITS.total);
          for (const { title, description } of message.embeds) {
            expect(title.length).toBeLessThanOrEqual(DISCORD_LIMITS.title);
            expect(description.length).toBeLessThanOrEqual(DISCORD_LIMITS.description);
          }
        }
        for (const { body } of of('telegram')) {
          const { text } = JSON.parse(body) as { text: string };
          const visible = text.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, '?');
          expect(visible.length).toBeLessThanOrEqual(TELEGRAM_LIMIT);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have one title, the tone of the loudest, and a line each', () => {
    const calm = envelope({ title: 'Calm', severity: 1, description: 'hm' });
    const loud = envelope({ title: 'Loud', severity: 5 });
    const later = envelope({ timestamp: '2026-03-01T12:10:00.000Z' });
    const [both, alone] = grouped([calm, later, loud], 'symbol');
    expect(both.carries).toEqual([calm, loud]);
    expect(both.told).toMatchObject({ severity: 5, title: '2 alerts: Calm, Loud' });
    expect(both.told.description).toBe(
      '• Calm (binanceusdm 5m): hm\n• Loud (binanceusdm 5m): longs are being liquidated',
    );
    expect(alone).toEqual({ told: later, carries: [later] });
  });

  it('say how often each was right before, or why that is not known', () => {
    const record = { estimate: 0.5, low: 0.2, high: 0.8, times: 8, horizon: 12, reason: null };
    const [{ body }] = discordMessages([envelope({ data: { record } })]);
    expect(body.embeds[0].fields).toContainEqual({
      ...{ name: 'hit rate before', inline: true },
      value: '50 % of 8 times after 12 bars \\(20 % to 80 %\\)',
    });
    const [{ told }] = grouped([envelope({ data: { record: { reason: 'New.' } } }), envelope()], 'bar');
    expect(told.description).toContain('right before: unknown. New.');
  });
});

describe('e-mail', () => {
  it('has one line for a subject: a title cannot add headers', () => {
    const [{ body }] = emailMessages([envelope({ title: 'x\r\nBcc: all@example.com' }), envelope()], {
      from: 'hindcast@example.com',
      to: ['desk@example.com'],
    });
    expect(body.subject).toBe('Hindcast: BTC/USDT:USDT x Bcc: all@example.com and 1 more');
    expect(body.text).toContain('https://desk.example/replay?a=1&b=2');
  });
});
