import type { LaneRef, ReplayOpened } from '@hindcast/engine/wire';
import type { DatasetSummary } from '$lib/api/paths.ts';
import type { Catalogue } from '$lib/charts/catalogue.ts';
import { layoutDifference } from '$lib/charts/layout.ts';
import { stamp } from '$lib/format/time.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { accountOf } from './account-word.ts';
import { besideDifference } from './beside.ts';
import { rowsOf, timesOf } from './link-range.ts';
import type { Recording } from './recording.ts';
import { DIGEST_DIGITS, type ReplayView } from './view-url.ts';

export function notHere(what: string, name: string, offered: readonly string[]): Failure {
  return new Failure({
    code: 'LINK_DIFFERS',
    message: `The link asks for the ${what} "${name}", which is not here.`,
    action: `Here are: ${offered.join(', ')}.`,
  });
}

/** What a link names that the dataset does not have. */
export function missing(dataset: DatasetSummary, view: Partial<ReplayView>): Failure | null {
  const checks = [
    ['timeframe', view.timeframe, dataset.timeframes],
    ['symbol', view.symbol, dataset.symbols],
    ['venue', view.venue, dataset.venues],
  ] as const;
  for (const [what, name, offered] of checks) {
    if (name && !offered.includes(name)) return notHere(what, name, offered);
  }
  return null;
}

/** What a link promised that is otherwise here: said, not hidden. */
export function difference(
  dataset: DatasetSummary,
  view: Partial<ReplayView>,
  strategy: { text: string | null } | { problem: string } | undefined,
  unread: readonly string[],
): string | null {
  const said: string[] = [];
  if (unread.length > 0) {
    said.push(`The link says ${listed(unread)}, which makes no sense. The usual is shown instead.`);
  }
  if (view.digest && !names(view.digest, dataset.digest)) {
    said.push(
      isPrefix(view.digest)
        ? `The link was made on other data: "${dataset.name}" has the digest ${dataset.digest.slice(0, DIGEST_DIGITS)} here, not ${view.digest}.`
        : `"${view.digest}" in the link is no digest, of which at least ${LEAST_DIGITS} digits tell data apart: whether it was made on these cannot be said.`,
    );
  }
  if (strategy && 'problem' in strategy) said.push(`${strategy.problem} The default one runs along instead.`);
  if (view.account && !accountOf(view.account)) {
    said.push('The costs in the link make no sense. The usual ones are taken instead.');
  }
  return said.join(' ') || null;
}

/** What is shown, once it is open. */
export interface Shown {
  lane: LaneRef | null;
  state: { strategy: { name: string; hash: string } | null } | null;
  recording: Pick<Recording, 'rows' | 'lastOpened' | 'lastClosed' | 'openTime' | 'closeTime'>;
  /** Of the metrics that a layout may name. */
  catalogue: Catalogue;
  opened: ReplayOpened | null;
}

/** What of a link can only be compared once it is open. */
export function differencesOpen(
  view: Partial<ReplayView>,
  { lane, state, recording, catalogue, opened }: Shown,
  where: { name: string; timeframe: string },
): string[] {
  const said = [
    layoutDifference(view.layout ?? '', catalogue),
    besideDifference(view.beside, opened),
    lane && otherLane(view, lane, where),
    otherStrategy(view, state?.strategy),
    otherTime(view, recording),
    otherRange(view, recording),
  ];
  return said.filter((text) => text !== null);
}

/** The link's strategy is here, but it is not what it was. */
export function otherStrategy(
  { strategyHash }: Partial<ReplayView>,
  here: { name: string; hash: string } | null | undefined,
): string | null {
  if (!strategyHash || !here || names(strategyHash, here.hash)) return null;
  const hash = here.hash.slice(0, DIGEST_DIGITS);
  return `The strategy is not the one of the link: "${here.name}" has the hash ${hash} here, not ${strategyHash}.`;
}

/** The link's lane is not recorded: its symbol is on other venues, or in other timeframes. */
export function otherLane(
  { symbol, venue }: Partial<ReplayView>,
  shown: LaneRef,
  { name, timeframe }: { name: string; timeframe: string },
): string | null {
  if ((symbol ?? shown.symbol) === shown.symbol && (venue ?? shown.venue) === shown.venue) return null;
  const asked = [symbol, venue].filter(Boolean).join(' on ');
  return `"${name}" has no ${timeframe} bars of ${asked}, for which the link asks: ${shown.symbol} on ${shown.venue} is shown.`;
}

/** The link's stretch is not the one that is marked. */
export function otherRange({ range }: Partial<ReplayView>, recording: Shown['recording']): string | null {
  if (!range) return null;
  const rows = rowsOf(range, recording);
  const said = ({ from, to }: typeof range): string => `${stamp(from, 'utc')} to ${stamp(to, 'utc')} UTC`;
  if (!rows) return `No bar of the recording lies in the link's range, ${said(range)}: none is marked.`;
  const marked = timesOf(rows, recording);
  if (marked.from === range.from && marked.to === range.to) return null;
  return `The link's range, ${said(range)}, is not one of whole bars of the recording: ${said(marked)} is marked.`;
}

/** The link's time is none of the recording. */
export function otherTime(
  { time }: Partial<ReplayView>,
  recording: Pick<Recording, 'rows' | 'closeTime'>,
): string | null {
  if (time === undefined || time === null) return null;
  const [first, last] = [recording.closeTime(0), recording.closeTime(recording.rows - 1)];
  const said = (where: string, bar: string, at: number): string =>
    `The link's time, ${stamp(time, 'utc')} UTC, lies ${where} the recording: its ${bar} bar is shown, of ${stamp(at, 'utc')} UTC.`;
  if (time < first) return said('before', 'first', first);
  return time > last ? said('after', 'last', last) : null;
}

/** Fewer digits of a hash than this may be those of another one. */
const LEAST_DIGITS = 8;
const isPrefix = (digits: string): boolean => digits.length >= LEAST_DIGITS && /^[0-9a-f]+$/i.test(digits);
/** Whether digits of a link are the first ones of a hash. */
const names = (digits: string, hash: string): boolean =>
  isPrefix(digits) && hash.startsWith(digits.toLowerCase());

const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
