import { createHash } from 'node:crypto';
import {
  DigestChain,
  eventsAt,
  inDigestOrder,
  inputColumns,
  laneId,
  outputColumns,
  pairEventsAt,
  type CorrelationPair,
  type DigestColumn,
  type EngineEvent,
  type Hash,
  type Lane,
  type Market,
} from '@hindcast/engine';
import { TIER_NAMES, type Tier } from '@hindcast/engine/wire';
import { CHECKPOINT_ROWS, type StreamOutcome } from './outcome.ts';

export const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

/** A computed stream with its columns: the same for a lane and for a pair of symbols. */
export interface Stream {
  readonly name: string;
  readonly lane: Lane;
  readonly columns: readonly DigestColumn[];
}

/** The streams of a market: its lanes, then its pairs. */
export function streamsOf(market: Market): Stream[] {
  return [
    ...market.lanes.map((lane) => ({ name: laneId(lane.key), lane, columns: outputColumns(lane) })),
    ...market.pairs.map((pair) => ({
      name: pairName(pair),
      lane: pair.first,
      columns: Object.values(pair.columns).map(({ name, data }) => ({ name, data })),
    })),
  ];
}

const pairName = ({ first, second }: CorrelationPair): string => `${first.key.symbol} ~ ${second.key.symbol}`;

/** Reduces every lane and pair of a computed market to its outcome. */
export function observe(market: Market): StreamOutcome[] {
  const streams = streamsOf(market);
  const lanes = market.lanes.map((lane, k) => ({
    ...outcomeOf(streams[k], market.cursor),
    ...inputOf(lane, market.cursor),
    signals: signalsOf(lane, market.cursor),
    events: eventsOf(market.cursor, (row) => eventsAt(lane, row)),
  }));
  const pairs = market.pairs.map((pair, k) => ({
    ...outcomeOf(streams[market.lanes.length + k], market.cursor),
    events: eventsOf(market.cursor, (row) => pairEventsAt(pair, row)),
  }));
  return [...lanes, ...pairs];
}

function outcomeOf({ name, lane, columns }: Stream, rows: number): StreamOutcome {
  const { digest, checkpoints } = chainOf(name, inDigestOrder(columns), rows);
  return {
    name,
    rows,
    from: lane.tape.openTime[0],
    barMs: lane.tape.timeframeMs,
    input: null,
    output: digest,
    inputCheckpoints: [],
    outputCheckpoints: checkpoints,
    columns: Object.fromEntries(columns.map((column) => [column.name, columnDigest(column, rows)])),
    signals: {},
    events: {},
  };
}

function inputOf(lane: Lane, rows: number): Pick<StreamOutcome, 'input' | 'inputCheckpoints'> {
  const { digest, checkpoints } = chainOf(laneId(lane.key), inputColumns(lane), rows);
  return { input: digest, inputCheckpoints: checkpoints };
}

function chainOf(
  title: string,
  columns: readonly DigestColumn[],
  rows: number,
): { digest: string; checkpoints: string[] } {
  const chain = new DigestChain(title, columns, sha256);
  const checkpoints: string[] = [];
  chain.advance(rows, CHECKPOINT_ROWS, (_, digest) => checkpoints.push(digest.slice(0, 8)));
  return { digest: chain.digest, checkpoints };
}

/** A column on its own: every NaN counts as the same, as in the chain. */
function columnDigest({ data }: DigestColumn, rows: number): string {
  const values = data.slice(0, rows);
  for (let i = 0; i < rows; i++) if (values[i] !== values[i]) values[i] = NaN;
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex').slice(0, 16);
}

function signalsOf(lane: Lane, rows: number): Record<string, number[]> {
  const mask = lane.column('tiers').data;
  const signals: Record<string, number[]> = {};
  for (const [tier, name] of Object.entries(TIER_NAMES) as unknown as [Tier, string][]) {
    const found: number[] = [];
    for (let i = 0; i < rows; i++) if ((mask[i] >> (tier - 1)) & 1) found.push(i);
    signals[name] = found;
  }
  return signals;
}

function eventsOf(rows: number, eventsIn: (row: number) => EngineEvent[]): StreamOutcome['events'] {
  const events: StreamOutcome['events'] = {};
  for (let row = 0; row < rows; row++) {
    for (const { type, severity } of eventsIn(row)) (events[type] ??= []).push(`${row} ${severity}`);
  }
  return events;
}
