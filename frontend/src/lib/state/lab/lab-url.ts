import { linkTime, parseTime } from '$lib/format/time.ts';
import { accountOf, accountWord } from '../replay/account-word.ts';
import { configOf, configWord } from './config-word.ts';
import type { Terms } from './terms.ts';

/** The parts of a report, one at a time. */
export const TABS = ['overview', 'trades', 'regret', 'distributions', 'record'] as const;
export type Tab = (typeof TABS)[number];

/** What a link to the lab holds; what is left out is chosen anew. */
export interface LabView {
  dataset?: string;
  timeframe?: string;
  venue?: string;
  symbols?: readonly string[];
  /** UTC ms */
  from?: number;
  to?: number;
  /** Name of a shipped strategy, or of a draft of this browser, or the file itself as `strategy/link.ts` writes it. */
  strategy?: string;
  /** Costs and starting equity that are not the lab's own. */
  account?: Terms;
  /** Numbers of the engine's configuration that are changed. */
  config?: Readonly<Record<string, number>>;
  /** A run that was kept. */
  run?: string;
  /** Two of them. */
  compare?: readonly [string, string];
  tab?: Tab;
}

const ID = /^[0-9a-f-]{36}$/i;

/** Reads a link; what is missing or makes no sense is left out. */
export function parseLab(query: URLSearchParams): LabView {
  const view: LabView = {};
  for (const key of ['dataset', 'venue', 'strategy'] as const) {
    const value = query.get(key);
    if (value) view[key] = value;
  }
  const timeframe = query.get('tf');
  if (timeframe) view.timeframe = timeframe;
  const symbols = (query.get('symbols') ?? '').split(',').filter(Boolean);
  if (symbols.length > 0) view.symbols = symbols;
  for (const key of ['from', 'to'] as const) {
    const time = parseTime(query.get(key) ?? '');
    if (time !== undefined) view[key] = time;
  }
  const { costs, initialCapital } = accountOf(query.get('account') ?? '') ?? {};
  if (costs || initialCapital !== undefined)
    view.account = { ...(costs && { costs }), ...(initialCapital !== undefined && { initialCapital }) };
  const config = configOf(query.get('config') ?? '');
  if (config) view.config = config;
  const run = query.get('run') ?? '';
  if (ID.test(run)) view.run = run;
  const [a, b, ...more] = (query.get('compare') ?? '').split(',');
  if (b !== undefined && more.length === 0 && ID.test(a) && ID.test(b)) view.compare = [a, b];
  const tab = TABS.find((word) => word === query.get('tab'));
  if (tab) view.tab = tab;
  return view;
}

/** Writes a link's query, readable where people read it. */
export function labQuery(view: LabView): string {
  const query = new URLSearchParams();
  const put = (key: string, value: string | undefined): void => {
    if (value) query.set(key, value);
  };
  put('dataset', view.dataset);
  put('tf', view.timeframe);
  put('venue', view.venue);
  put('symbols', view.symbols?.join(','));
  if (view.from !== undefined) put('from', linkTime(view.from));
  if (view.to !== undefined) put('to', linkTime(view.to));
  put('strategy', view.strategy);
  put('account', accountWord(view.account));
  put('config', configWord(view.config ?? {}));
  put('run', view.run);
  put('compare', view.compare?.join(','));
  if (view.tab !== 'overview') put('tab', view.tab);
  return query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
}
