import type { LaneRef, LaneView, ReplayOpened } from '@hindcast/engine/wire';

/** Quick choices of what stands beside a chart: the other venues of the symbol, the other symbols of the venue, higher timeframes. */
export const BESIDE = ['nothing', 'venues', 'symbols', 'timeframes'] as const;
export type BesideKind = (typeof BESIDE)[number];

/** A lane that was chosen to stand beside, in a timeframe of its own. */
export type BesideLane = Required<LaneView>;

/**
 * What stands beside the main chart, as a link holds it: a quick choice, or lanes of the reader's own such as
 * `BTC/USDT:USDT@bybit@1h,ETH/USDT:USDT@bybit@5m`.
 */
export type Beside = string;

/** More charts than this are no wider than their price scale. */
export const MOST_BESIDE = 6;

/** The higher timeframes that are worth a look beside one: each some times longer than the one before. */
const ABOVE: Record<string, readonly string[]> = {
  '1s': ['1m', '15m'],
  '1m': ['5m', '1h'],
  '5m': ['15m', '1h'],
  '15m': ['1h', '4h'],
  '1h': ['4h', '1d'],
  '4h': ['1d', '1w'],
  '1d': ['1w'],
};
export const higherOf = (timeframe: string): readonly string[] => ABOVE[timeframe] ?? [];

export const kindOf = (beside: Beside): BesideKind | undefined => BESIDE.find((word) => word === beside);

/** The lanes that were chosen, each once; undefined for a quick choice and for what makes no sense. */
export function lanesOf(beside: Beside): readonly BesideLane[] | undefined {
  if (kindOf(beside)) return undefined;
  const lanes = [...new Set(beside.split(','))].map((word) => word.split('@'));
  if (lanes.some((parts) => parts.length !== 3 || parts.includes(''))) return undefined;
  return lanes.map(([symbol, venue, timeframe]) => ({ symbol, venue, timeframe }));
}

export const laneWord = ({ symbol, venue, timeframe }: BesideLane): string =>
  `${symbol}@${venue}@${timeframe}`;

/** The word for some lanes; for none of them, that of a single chart. */
export const besideOf = (lanes: readonly BesideLane[]): Beside =>
  [...new Set(lanes.map(laneWord))].slice(0, MOST_BESIDE).join(',') || 'nothing';

/** The lanes of a choice as they are asked for: what is in the session's own timeframe goes without one. */
export const viewsOf = (lanes: readonly BesideLane[], own: string): LaneView[] =>
  lanes
    .slice(0, MOST_BESIDE)
    .map(({ timeframe, ...lane }) => (timeframe === own ? lane : { ...lane, timeframe }));

/** The same choice after another lane became the main one: where that stood beside, the one before takes its place. */
export function exchanged(beside: Beside, before: LaneRef | null, now: LaneRef, timeframe: string): Beside {
  const lanes = lanesOf(beside);
  if (!lanes || !before) return beside;
  const word = laneWord({ ...now, timeframe });
  return besideOf(lanes.map((lane) => (laneWord(lane) === word ? { ...before, timeframe } : lane)));
}

/** Why a lane cannot stand beside what is open; null where it can. */
export function cannotStand(
  { venue, symbol, timeframe }: BesideLane,
  { lanes, timeframe: own, timeframes }: Pick<ReplayOpened, 'lanes' | 'timeframe' | 'timeframes'>,
): string | null {
  if (!lanes.some((lane) => lane.venue === venue && lane.symbol === symbol)) return 'it is not recorded';
  const known = timeframe === own || timeframes.some((higher) => higher.timeframe === timeframe);
  return known ? null : `${timeframe} is no timeframe above ${own}`;
}

/** The lanes of a link that do not stand beside its chart, as a sentence; null where all of them do. */
export function besideDifference(
  beside: Beside | undefined,
  opened: Pick<ReplayOpened, 'lanes' | 'timeframe' | 'timeframes'> | null,
): string | null {
  const lanes = beside === undefined ? undefined : lanesOf(beside);
  if (!lanes || !opened) return null;
  const said = lanes.flatMap((lane) => {
    const reason = cannotStand(lane, opened);
    return reason ? [`${lane.symbol} on ${lane.venue} in ${lane.timeframe} (${reason})`] : [];
  });
  const room = lanes.length - MOST_BESIDE;
  const more = said.length > 3 ? [`${said.length - 3} more`] : [];
  const sentences = [
    ...(said.length > 0
      ? [
          `The link asks for lanes beside that cannot stand here: ${[...said.slice(0, 3), ...more].join(', ')}.`,
        ]
      : []),
    ...(room > 0 ? [`There is room for ${MOST_BESIDE} of them: ${room} are left out.`] : []),
  ];
  return sentences.join(' ') || null;
}
