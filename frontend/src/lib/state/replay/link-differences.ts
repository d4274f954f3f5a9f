import type { DatasetSummary } from '$lib/api/paths.ts';
import { unknownWords } from '$lib/charts/pane-specs.ts';
import { stamp } from '$lib/format/time.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { accountOf } from './account-word.ts';
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
  const unknown = unknownWords(view.layout ?? '');
  if (unknown.length > 0) {
    said.push(`No pane or overlay here is called ${listed(unknown)}: the link's layout is shown without.`);
  }
  if (view.digest && !dataset.digest.includes(view.digest)) {
    said.push(
      `The link was made on other data: "${dataset.name}" has the digest ${dataset.digest.slice(0, DIGEST_DIGITS)} here, not ${view.digest}.`,
    );
  }
  if (strategy && 'problem' in strategy) said.push(`${strategy.problem} The default one runs along instead.`);
  if (view.account && !accountOf(view.account)) {
    said.push('The costs in the link make no sense. The usual ones are taken instead.');
  }
  return said.join(' ') || null;
}

/** The link's strategy is here, but it is not what it was. */
export function otherStrategy(
  { strategyHash }: Partial<ReplayView>,
  here: { name: string; hash: string } | null | undefined,
): string | null {
  if (!strategyHash || !here || here.hash.startsWith(strategyHash)) return null;
  const hash = here.hash.slice(0, DIGEST_DIGITS);
  return `The strategy is not the one of the link: "${here.name}" has the hash ${hash} here, not ${strategyHash}.`;
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

const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
