import {
  TIER_NAMES,
  type ColumnDoc,
  type Condition,
  type Explanation,
  type LaneRef,
  type PositionState,
  type Tier,
} from '@hindcast/engine/wire';
import { DETECTORS, words, type DetectorFact, type DetectorView } from './detectors.ts';
import { conditionMargin, conditionValue } from './metrics.ts';
import { compact, decimal, price, profit } from './numbers.ts';
import { shortStamp, stamp } from './time.ts';

/* The state of a bar as sentences, for those who hear the page. Times are UTC. */

type Values = Record<string, number | null>;

/** What is said of a bar that stands still: `time` is its close, UTC ms. */
export function barSentence(lane: LaneRef, time: number, at: (column: string) => number): string {
  const mask = at('tiers') || 0;
  const tiers = ([1, 2, 3, 4, 5, 6] as Tier[]).filter((tier) => (mask >> (tier - 1)) & 1);
  const fired = tiers.map((tier) => `tier ${tier} ${TIER_NAMES[tier]}`).join(', ') || 'no tier';
  const bias = at('bias') > 0 ? 'long' : at('bias') < 0 ? 'short' : 'none';
  return (
    `${lane.symbol} on ${lane.venue}, ${stamp(time, 'utc')} UTC. ` +
    `Close ${price(at('close'))}, volume ${compact(at('volume'))}, open-interest Z ${decimal(at('oiZ'), 2)}. ` +
    `Fires: ${fired}. Bias ${bias}.`
  );
}

/** What is simulated on the lane at the bar: what the open position has brought so far, in USDT. */
export function positionSentence(position: PositionState | null): string {
  if (!position) return 'No open position.';
  const { side, entryTime, entryPrice, unrealisedPnl, mae, mfe, regret } = position;
  const exits = [
    ['stop', position.stop],
    ['target', position.target],
    ['liquidation', position.liquidation],
  ] as const;
  const set = exits.filter(([, at]) => at !== null).map(([what, at]) => `${what} ${price(at)}`);
  return (
    `Open position: ${side} since ${shortStamp(entryTime, 'utc')} UTC at ${price(entryPrice)}. ` +
    `Unrealised PnL ${profit(unrealisedPnl)} USDT, furthest against it (MAE) ${profit(mae)}, ` +
    `furthest with it (MFE) ${profit(mfe)}, regret of not having left ${decimal(regret, 2)}.` +
    (set.length > 0 ? ` Set: ${set.join(', ')}.` : '')
  );
}

/** What every detector of the lane says; the facts of those that have something to say. */
export function detectorSentences(values: Values, docs: ReadonlyMap<string, ColumnDoc>): string[] {
  return DETECTORS.filter(({ state }) => state in values).map((detector) =>
    detectorSentence(detector, values, docs),
  );
}

function detectorSentence(
  { title, state, quiet, facts }: DetectorView,
  values: Values,
  docs: ReadonlyMap<string, ColumnDoc>,
): string {
  const word = (column: string): string => {
    const value = values[column] ?? null;
    const said = value === null ? undefined : docs.get(column)?.words?.[value];
    return said === undefined ? 'not known' : words(said);
  };
  const told = ({ column, label, show }: DetectorFact): string =>
    `${label.toLowerCase()} ${show ? show(values[column]) : word(column)}`;
  const now = values[state] ?? null;
  const more = now === null || quiet(now) ? [] : facts.map(told);
  return `${title}: ${[word(state), ...more].join(', ')}.`;
}

const OPERATORS = { '>': 'above', '<': 'below', '>=': 'at least', '=': 'equal to' } as const;

/** Whether a tier fired, on which conditions and by how much, and what would have turned it. */
export function tierSentence({ tier, name, fired, conditions, flip }: Explanation): string {
  const turned = flip
    ? ` Would ${fired ? 'not fire' : 'fire'} with ${flip.metric} ${conditionValue(flip.metric, flip.to, flip.from)} ` +
      `instead of ${conditionValue(flip.metric, flip.from, flip.to)}.`
    : '';
  const said = conditions.map(conditionWords).join('; ');
  return `Tier ${tier}, ${name}, ${fired ? 'fires' : 'does not fire'}${said && `: ${said}`}.${turned}`;
}

function conditionWords({ metric, operator, value, threshold, held, margin }: Condition): string {
  if (value === null) return `${metric} is missing`;
  const asked = `${metric} ${conditionValue(metric, value, threshold)}, ${held ? 'is' : 'is not'} ${OPERATORS[operator]} `;
  return `${asked}${conditionValue(metric, threshold, value)}${margin === null ? '' : ` (${conditionMargin(metric, margin)})`}`;
}
