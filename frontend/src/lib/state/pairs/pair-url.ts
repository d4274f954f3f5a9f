import { METHODS, type Method } from '$lib/charts/pairs/pair-panes.ts';
import { linkTime, parseTime } from '$lib/format/time.ts';

export const SOURCES = ['recorded', 'live', 'upload'] as const;
export type PairSource = (typeof SOURCES)[number];
export const VIEWS = ['pair', 'scan'] as const;
export type PairsView = (typeof VIEWS)[number];

/** Everything that is chosen on the page. What is empty is chosen by the server or by what there is. */
export interface PairChoice {
  view: PairsView;
  source: PairSource;
  dataset: string;
  upload: string;
  y: string;
  x: string;
  yVenue: string;
  xVenue: string;
  timeframe: string;
  /** Bars that are looked at, the newest ones; 0 for all. */
  bars: number;
  method: Method;
  prices: 'log' | 'close';
  /** Bars in the rolling hedge ratio. */
  window: number;
  /** |z| that goes in, and that goes out. */
  entry: number;
  exit: number;
  /** The clock, UTC ms; null stays with the newest bar. */
  time: number | null;
}

export const DEFAULT_CHOICE: PairChoice = {
  view: 'pair',
  source: 'recorded',
  dataset: '',
  upload: '',
  y: '',
  x: '',
  yVenue: '',
  xVenue: '',
  timeframe: '',
  bars: 3_000,
  method: 'ols',
  prices: 'log',
  window: 240,
  entry: 2,
  exit: 0.5,
  time: null,
};

/** Whatever pair there is: for data that were just chosen. */
export const ANY_PAIR = { y: '', x: '', yVenue: '', xVenue: '', timeframe: '', time: null } as const;

/** What the server takes. */
export const LIMITS = {
  window: [10, 86_400],
  entry: [0.1, 10],
  exit: [0, 10],
  bars: [100, 10_000_000],
} as const;

const WORDS = {
  dataset: 'dataset',
  upload: 'upload',
  y: 'y',
  x: 'x',
  yVenue: 'yv',
  xVenue: 'xv',
  timeframe: 'tf',
} as const;
const NUMBERS = { bars: 'bars', window: 'window', entry: 'in', exit: 'out' } as const;

/** Reads a link; what is missing or makes no sense is as at first. */
export function parsePair(query: URLSearchParams): PairChoice {
  const choice: PairChoice = { ...DEFAULT_CHOICE };
  for (const [key, word] of entries(WORDS)) choice[key] = (query.get(word) ?? '').slice(0, 128);
  for (const [key, word] of entries(NUMBERS)) {
    const text = query.get(word);
    const value = Number(text);
    const [least, most] = LIMITS[key];
    const whole = key === 'bars' || key === 'window';
    const all = key === 'bars' && value === 0;
    const fits = all || (value >= least && value <= most);
    if (text && fits && (!whole || Number.isInteger(value))) choice[key] = value;
  }
  choice.view = one(VIEWS, query.get('view')) ?? choice.view;
  choice.source = one(SOURCES, query.get('source')) ?? choice.source;
  choice.method = one(METHODS, query.get('method')) ?? choice.method;
  choice.prices = query.get('prices') === 'close' ? 'close' : 'log';
  choice.time = parseTime(query.get('t') ?? '') ?? null;
  return choice;
}

/** Writes a link's query: what is at its default is left out, and what people read is left readable. */
export function pairQuery(choice: PairChoice): string {
  const query = new URLSearchParams();
  if (choice.view !== 'pair') query.set('view', choice.view);
  if (choice.source !== 'recorded') query.set('source', choice.source);
  for (const [key, word] of entries(WORDS)) if (choice[key]) query.set(word, choice[key]);
  for (const [key, word] of entries(NUMBERS))
    if (choice[key] !== DEFAULT_CHOICE[key]) query.set(word, String(choice[key]));
  if (choice.method !== 'ols') query.set('method', choice.method);
  if (choice.prices !== 'log') query.set('prices', choice.prices);
  if (choice.time !== null) query.set('t', linkTime(choice.time));
  return query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
}

const one = <T extends string>(words: readonly T[], word: string | null): T | undefined =>
  words.find((known) => known === word);

const entries = <T extends object>(object: T): [keyof T, T[keyof T]][] =>
  Object.entries(object) as [keyof T, T[keyof T]][];
