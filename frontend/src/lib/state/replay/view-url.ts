import type { ReplayMode } from '@hindcast/engine/wire';
import { DEFAULT_LAYOUT } from '$lib/charts/pane-specs.ts';
import { linkTime, parseTime } from '$lib/format/time.ts';
import { kindOf, lanesOf, type Beside } from './beside.ts';
import type { TimeRange } from './link-range.ts';

/** Everything a link to the replay page holds. */
export interface ReplayView {
  dataset: string;
  symbol: string;
  venue: string;
  timeframe: string;
  /** The replay's clock: close of the bar at the cursor, UTC ms. */
  time: number | null;
  mode: ReplayMode;
  /** Bars per second. */
  speed: number;
  /** Panes and overlays, e.g. `oi,oiZ,cvd,ema12`; left out for the reader's own choice. */
  layout?: string;
  /** Bars in the chart's view; left out for as many as there is room for. */
  bars?: number;
  /** Tiers that are drawn, as a bit mask. */
  tiers: number;
  /** What stands beside the chart. */
  beside: Beside;
  /** The stretch that is marked. */
  range?: TimeRange;
  /** Whether it is looped. */
  loop?: boolean;
  /** Digest of the data the link was made on, shortened. */
  digest?: string;
  /** Hash of the strategy as it was, shortened: a shipped one may change under the same name. */
  strategyHash?: string;
  /** Strategy word, as `strategy/link.ts` reads it; left out for the server's own choice. */
  strategy?: string;
  /** Its terms, as `account-word.ts` reads them; left out for the lab's own. */
  account?: string;
}

/** Digits of a digest that a link carries. */
export const DIGEST_DIGITS = 12;

export const ALL_TIERS = 0b111111;
export const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] as const;
export const DEFAULT_VIEW = {
  mode: 'honest',
  speed: 10,
  tiers: ALL_TIERS,
  beside: 'nothing',
} as const;

/** What is shown where nothing was chosen: a phone has room for one pane and few bars. */
export function roomyDefaults(narrow: boolean): { layout: string; bars: number } {
  return narrow ? { layout: 'oiZ', bars: 60 } : { layout: DEFAULT_LAYOUT, bars: 150 };
}

/** The tiers of a link, each by its digit; none of them is a choice too. */
const TIERS = /^[1-6]*$/;

/** Reads a link; what is missing or makes no sense is left out. */
export function parseView(query: URLSearchParams): Partial<ReplayView> {
  const view: Partial<ReplayView> = {};
  for (const key of ['dataset', 'symbol', 'venue', 'digest', 'strategy', 'account'] as const) {
    const value = query.get(key);
    if (value) view[key] = value;
  }
  const hash = query.get('hash');
  if (hash) view.strategyHash = hash;
  const timeframe = query.get('tf');
  if (timeframe) view.timeframe = timeframe;
  const time = parseTime(query.get('t') ?? '');
  if (time !== undefined) view.time = time;
  const mode = query.get('mode');
  if (mode === 'review' || mode === 'honest') view.mode = mode;
  const speed = Number(query.get('speed'));
  if (speed >= 0.25 && speed <= 5000) view.speed = speed;
  const layout = query.get('panes');
  if (layout !== null) view.layout = layout;
  const bars = Number(query.get('bars'));
  if (Number.isInteger(bars) && bars >= 10 && bars <= 5000) view.bars = bars;
  const range = parseRange(query.get('range') ?? '');
  if (range) view.range = range;
  if (range && query.get('loop') === '1') view.loop = true;
  const tiers = query.get('tiers');
  const beside = query.get('with');
  if (beside && (kindOf(beside) ?? lanesOf(beside))) view.beside = beside;
  if (tiers !== null && TIERS.test(tiers))
    view.tiers = [...tiers].reduce((mask, digit) => mask | bit(Number(digit)), 0);
  return view;
}

/** Nobody reads more of a word that makes no sense. */
const LONGEST_SAID = 80;

/** Words of a link that make no sense, as they stand in it: what they ask for cannot be shown. */
export function unreadWords(query: URLSearchParams): string[] {
  const { time, mode, speed, bars, beside, range, loop, tiers } = parseView(query);
  const read = { t: time, mode, speed, bars, with: beside, range, loop, tiers };
  const lost = Object.entries(read).filter(([key, value]) => query.get(key) && value === undefined);
  return lost.map(([key]) => `${key}=${query.get(key)}`.slice(0, LONGEST_SAID));
}

/**
 * Writes a link's query: what has one default everywhere is left out at it, and what people read is left readable. Panes and bars are
 * written as they are: readers have their own, and a phone has others.
 */
export function viewQuery(view: ReplayView): string {
  const query = new URLSearchParams({
    dataset: view.dataset,
    symbol: view.symbol,
    venue: view.venue,
    tf: view.timeframe,
  });
  if (view.time !== null) query.set('t', linkTime(view.time));
  if (view.mode !== DEFAULT_VIEW.mode) query.set('mode', view.mode);
  if (view.speed !== DEFAULT_VIEW.speed) query.set('speed', String(view.speed));
  if (view.layout !== undefined) query.set('panes', view.layout);
  if (view.bars !== undefined) query.set('bars', String(view.bars));
  if (view.tiers !== DEFAULT_VIEW.tiers) query.set('tiers', digits(view.tiers));
  if (view.beside !== DEFAULT_VIEW.beside) query.set('with', view.beside);
  if (view.range) query.set('range', [view.range.from, view.range.to].map(linkTime).join(BETWEEN));
  if (view.range && view.loop) query.set('loop', '1');
  if (view.strategy) query.set('strategy', view.strategy);
  if (view.account) query.set('account', view.account);
  if (view.digest) query.set('digest', view.digest);
  if (view.strategyHash) query.set('hash', view.strategyHash);
  return query
    .toString()
    .replaceAll('%2F', '/')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%40', '@');
}

/** Stands between the two times of a stretch. */
const BETWEEN = '..';

function parseRange(text: string): TimeRange | undefined {
  const [from, to, ...more] = text.split(BETWEEN).map((time) => parseTime(time));
  return from !== undefined && to !== undefined && from < to && more.length === 0 ? { from, to } : undefined;
}

const bit = (tier: number): number => (tier >= 1 && tier <= 6 ? 1 << (tier - 1) : 0);

const digits = (mask: number): string =>
  [1, 2, 3, 4, 5, 6].filter((tier) => (mask & bit(tier)) !== 0).join('');
