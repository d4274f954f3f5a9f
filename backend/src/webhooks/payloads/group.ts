import type { WebhookEnvelope } from '../envelope.ts';
import type { Grouping, TargetKind } from '../targets/target.ts';
import { clipped, hitRateOf } from './text.ts';

/** Events that are told as one. */
export interface Group {
  readonly told: WebhookEnvelope;
  readonly carries: readonly WebhookEnvelope[];
}

/** People want to hear of a bar and symbol once; a program gets what it asks for. */
export const DEFAULT_GROUPING: Readonly<Record<TargetKind, Grouping>> = {
  http: 'none',
  discord: 'symbol',
  telegram: 'symbol',
  slack: 'symbol',
  email: 'symbol',
};

/** Characters of one event among several. */
const LINE = 400;
const NAMES = 3;

/** Puts together what belongs together, in the order in which each group's first event came. */
export function grouped(envelopes: readonly WebhookEnvelope[], by: Grouping): Group[] {
  if (by === 'none') return envelopes.map((one) => ({ told: one, carries: [one] }));
  const groups = new Map<string, WebhookEnvelope[]>();
  for (const one of envelopes) {
    const { market } = one.source;
    const key = JSON.stringify([market, one.timestamp, ...(by === 'symbol' ? [one.symbol] : [])]);
    const own = groups.get(key);
    if (own) own.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((carries) => ({
    told: carries.length === 1 ? carries[0] : together(carries),
    carries,
  }));
}

/** Several events as one, for people: the loudest gives the tone, each has its line. */
function together(envelopes: readonly WebhookEnvelope[]): WebhookEnvelope {
  const loudest = envelopes.reduce((most, one) => (one.severity > most.severity ? one : most));
  const symbols = [...new Set(envelopes.map(({ symbol }) => symbol))];
  const several = symbols.length > 1;
  const titles = [...new Set(envelopes.map(({ title }) => title))];
  return {
    ...loudest,
    symbol: someOf(symbols),
    title: `${envelopes.length} alerts: ${someOf(titles)}`,
    description: envelopes.map((one) => lineOf(one, several)).join('\n'),
    source: {
      ...loudest.source,
      venue: someOf([...new Set(envelopes.map(({ source }) => source.venue))]),
      timeframe: someOf([...new Set(envelopes.map(({ source }) => source.timeframe))]),
    },
    data: typeof loudest.data.replay === 'string' ? { replay: loudest.data.replay } : {},
  };
}

function lineOf({ symbol, title, description, source, data }: WebhookEnvelope, named: boolean): string {
  const rate = hitRateOf(data.record);
  const where = `${named ? `${symbol}, ` : ''}${source.venue} ${source.timeframe}`;
  const said = `• ${title} (${where}): ${description}`;
  return clipped(rate === null ? said : `${said} · right before: ${rate}`, LINE);
}

function someOf(words: readonly string[]): string {
  const more = words.length - NAMES;
  return more > 0 ? `${words.slice(0, NAMES).join(', ')} and ${more} more` : words.join(', ');
}
