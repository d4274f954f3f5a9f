import { HindcastError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import {
  HEDGE_METHODS,
  LEAST_PAIR_WINDOWS,
  pairConfig,
  type PairConfig,
  type PairSettings,
} from './pair-config.ts';

/** A leg as it is declared; without a venue, every venue that has both legs has the pair. */
export interface DeclaredLeg {
  readonly symbol: string;
  readonly venue?: string;
}

/** A pair that a market watches: its columns stand on the lane of y as `pair.z`, `pair.beta`, … */
export interface DeclaredPair {
  readonly y: DeclaredLeg;
  readonly x: DeclaredLeg;
  readonly config: PairConfig;
}

/** Longest window of a declared pair, rows. */
const MOST_ROWS = 86_400;
const SETTINGS = ['method', 'prices', 'window', 'zWindow', 'adfWindow', 'discount'] as const;

/**
 * Reads a pair as configuration writes it: `ETH/USDT:USDT ~ BTC/USDT:USDT method=kalman window=480`, a leg perhaps with its venue,
 * `ETH/USDT:USDT@bybit`.
 *
 * @throws HindcastError PAIR_DECLARED with what is wrong and how it is written
 */
export function parsePair(text: string): DeclaredPair {
  const [y, tilde, x, ...settings] = text.trim().split(/\s+/);
  if (!y || tilde !== '~' || !x) throw wrong(text, 'it does not name two legs.');
  const legs = { y: legOf(y, text), x: legOf(x, text) };
  if (legs.y.symbol === legs.x.symbol && legs.y.venue === legs.x.venue)
    throw wrong(text, 'both legs are the same.');
  return { ...legs, config: pairConfig(settingsOf(settings, text)) };
}

function legOf(word: string, text: string): DeclaredLeg {
  const [symbol, venue, more] = word.split('@');
  if (symbol === '' || venue === '' || more !== undefined) throw wrong(text, `"${word}" is no symbol.`);
  return venue === undefined ? { symbol } : { symbol, venue };
}

function settingsOf(words: readonly string[], text: string): PairSettings {
  const settings: Record<string, string | number> = {};
  for (const word of words) {
    const [key, value = ''] = word.split('=');
    settings[key] = settingOf(key, value, text);
  }
  return settings;
}

function settingOf(key: string, value: string, text: string): string | number {
  const among = (known: readonly string[]): string => {
    if (known.includes(value)) return value;
    throw wrong(text, `${key} is one of ${known.join(', ')}. ${didYouMean(value, known)}`.trim());
  };
  if (key === 'method') return among(HEDGE_METHODS);
  if (key === 'prices') return among(['log', 'close']);
  if (key === 'discount') return within(key, value, 0.5, 1, text);
  if (key !== 'window' && key !== 'zWindow' && key !== 'adfWindow')
    throw wrong(text, `there is no setting "${key}". ${didYouMean(key, SETTINGS)}`.trim());
  const rows = within(key, value, LEAST_PAIR_WINDOWS[key], MOST_ROWS, text);
  if (Number.isInteger(rows)) return rows;
  throw wrong(text, `${key} is a whole number of bars.`);
}

function within(key: string, value: string, least: number, most: number, text: string): number {
  const number = value === '' ? NaN : Number(value);
  if (number >= least && number <= most) return number;
  throw wrong(text, `${key} is a number from ${least} to ${most}.`);
}

function wrong(text: string, what: string): HindcastError {
  return new HindcastError(
    'PAIR_DECLARED',
    `The pair "${text.slice(0, 120)}" cannot be read: ${what}`,
    'Write it as in "ETH/USDT:USDT ~ BTC/USDT:USDT method=kalman window=480".',
    { field: 'pairs' },
  );
}
