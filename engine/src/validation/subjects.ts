import { CASCADE_SEVERITIES } from '../detectors/cascade.ts';
import { EVENT_COLUMNS, eventColumnsOf, eventsAt, pairEventsAt } from '../detectors/events.ts';
import { HindcastError } from '../errors.ts';
import type { Lane } from '../lane.ts';
import type { Market } from '../market.ts';
import { didYouMean } from '../nearest.ts';
import { Catalogue } from '../strategy/catalogue.ts';
import { checkAs } from '../strategy/check.ts';
import { columnNames, type Expression } from '../strategy/expression.ts';
import { parseExpression } from '../strategy/parse.ts';
import { RowIndex } from '../sweep/row-index.ts';
import { TIER_NAMES, type EventType, type Tier } from '../wire/signals.ts';

export type SubjectKind = 'tier' | 'signal' | 'event' | 'expression';

/** Something whose occurrences are studied: at which computed rows of a lane it happened. */
export interface Subject {
  /** `tier2`, `confluence`, `LIQUIDATION_CASCADE`, or the text of the expression. */
  readonly id: string;
  readonly kind: SubjectKind;
  readonly label: string;
  /** Which one, of a tier. */
  readonly tier?: Tier;
  /** Columns that the market must compute for it. */
  readonly columns: readonly string[];
  /** Columns that decide whether it ever happens, where not all of those do. */
  readonly decisive?: readonly string[];
  rowsOf(market: Market, lane: Lane): ArrayLike<number>;
}

const DETECTOR_LABELS: Partial<Record<EventType, string>> = {
  LIQUIDATION_CASCADE: `liquidation cascade begins or changes severity (${CASCADE_SEVERITIES[1]} to ${CASCADE_SEVERITIES[5]})`,
  FUNDING_ANOMALY: 'funding anomaly begins, changes, or turns',
  VOLATILITY_REGIME: 'volatility regime changes',
  REGIME_CONFIRMED: 'multi-timeframe regime changes',
};

/** Every signal, tier and detector event that the engine knows. */
export function knownSubjects(): Subject[] {
  return [
    ...([1, 2, 3, 4, 5, 6] as const).map(tierSubject),
    flagSubject('confluence', 'confluence triggers: two of its three conditions', 'confluenceTriggered'),
    flagSubject('fundingReversal', 'the direction of funding turns', 'fundingReversal'),
    ...(Object.keys(DETECTOR_LABELS) as EventType[]).map(detectorSubject),
    correlationSubject(),
  ];
}

/**
 * The known subjects of these names.
 *
 * @throws HindcastError SUBJECT_UNKNOWN with the nearest name
 */
export function subjectsNamed(names: readonly string[]): Subject[] {
  const known = knownSubjects();
  return names.map((name) => {
    const found = known.find(({ id }) => id.toLowerCase() === name.trim().toLowerCase());
    if (found) return found;
    const ids = known.map(({ id }) => id);
    throw new HindcastError(
      'SUBJECT_UNKNOWN',
      `There is no signal "${name}".`,
      didYouMean(name, ids) || `There is: ${ids.join(', ')}. Any other condition is an expression.`,
      { field: 'signal' },
    );
  });
}

/**
 * Any condition of the strategy language as a subject: every bar at whose close it is true.
 *
 * @throws HindcastError EXPRESSION_… with the place in the text
 */
export function expressionSubject(text: string): Subject {
  const scope = {
    field: 'expression',
    catalogue: Catalogue.engine(),
    params: new Map<string, number>(),
    position: false,
    pair: false,
  };
  const condition = checkAs('condition', parseExpression(text, 'expression'), scope);
  return conditionSubject(text.trim().replace(/\s+/g, ' '), 'expression', text.trim(), condition);
}

function conditionSubject(id: string, kind: SubjectKind, label: string, condition: Expression): Subject {
  return {
    id,
    kind,
    label,
    columns: [...columnNames(condition)],
    rowsOf: (_, lane) => new RowIndex(lane, lane.cursor).where([condition]),
  };
}

function tierSubject(tier: Tier): Subject {
  return {
    id: `tier${tier}`,
    kind: 'tier',
    tier,
    label: `tier ${tier}: ${TIER_NAMES[tier]}`,
    columns: ['tiers'],
    rowsOf: (_, lane) => rowsWhere(lane, 'tiers', (mask) => ((mask >> (tier - 1)) & 1) === 1),
  };
}

function flagSubject(id: string, label: string, column: string): Subject {
  const rowsOf = (_: Market, lane: Lane): number[] =>
    rowsWhere(lane, column, (value) => value !== 0 && value === value);
  return { id, kind: 'signal', label, columns: [column], rowsOf };
}

/** The bars at which a detector speaks, the end of a cascade left out. */
function detectorSubject(type: EventType): Subject {
  return {
    id: type,
    kind: 'event',
    label: DETECTOR_LABELS[type] ?? type,
    columns: EVENT_COLUMNS,
    decisive: eventColumnsOf(type),
    rowsOf: (_, lane) =>
      changedRows(lane).filter((row) =>
        eventsAt(lane, row).some((event) => event.type === type && event.severity > 0),
      ),
  };
}

function correlationSubject(): Subject {
  return {
    id: 'CORRELATION_BREAK',
    kind: 'event',
    label: 'correlation with another watched symbol breaks',
    columns: [],
    rowsOf(market, lane) {
      const rows = new Set<number>();
      for (const pair of market.pairs) {
        if (pair.first !== lane && pair.second !== lane) continue;
        const severity = pair.columns.severity.data;
        for (let row = 1; row < market.cursor; row++)
          if (severity[row] > 0 && severity[row] !== severity[row - 1] && pairEventsAt(pair, row).length > 0)
            rows.add(row);
      }
      return [...rows].sort((a, b) => a - b);
    },
  };
}

function changedRows(lane: Lane): number[] {
  const columns = EVENT_COLUMNS.map((name) => lane.column(name).data);
  const rows: number[] = [];
  for (let row = 0; row < lane.cursor; row++)
    if (columns.some((data) => !Object.is(data[row], row > 0 ? data[row - 1] : NaN))) rows.push(row);
  return rows;
}

function rowsWhere(lane: Lane, column: string, holds: (value: number) => boolean): number[] {
  const { data } = lane.require(column);
  const rows: number[] = [];
  for (let row = 0; row < lane.cursor; row++) if (holds(data[row])) rows.push(row);
  return rows;
}
