import { decodeFrame, type Frame } from '@hindcast/engine/wire';
import type { WirePacket } from './wire-tap.ts';

/** What a session's packets say about where it is. */
interface Horizon {
  furthest: number;
  start: number;
  timeframeMs: number;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof ArrayBuffer);

/** Keys under which a row of the recording travels, and keys under which a time at which something was known does. */
const ROWS = new Set(['row', 'entryRow', 'exitRow', 'cursor']);
const TIMES = new Set(['time', 'openTime', 'knownAt', 'entryTime', 'exitTime']);

/** Calls `visit` for every object within a payload. */
function walk(value: unknown, visit: (object: Json) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit);
  else if (isObject(value)) {
    visit(value);
    for (const each of Object.values(value)) walk(each, visit);
  }
}

const isFrame = (object: Json): object is Json & Frame => 'data' in object && Array.isArray(object.columns);

/** What lies beyond the horizon in one object, in words. */
function beyond(object: Json, { furthest, start, timeframeMs }: Horizon): string[] {
  const found: string[] = [];
  const known = start + (furthest + 1) * timeframeMs;
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== 'number') continue;
    if (ROWS.has(key) && value > furthest) found.push(`${key} ${value} > furthest ${furthest}`);
    if (TIMES.has(key) && value > known) found.push(`${key} ${value} > last close ${known}`);
  }
  if ('bucketRows' in object && Number(object.to) > furthest + 1)
    found.push(`overview to ${String(object.to)}`);
  if (isFrame(object)) {
    const frame = decodeFrame(object);
    const openTime = frame.column('openTime') ?? new Float64Array();
    // Bars of a higher timeframe are counted by themselves; their last one must have closed all the same.
    const step = openTime.length > 1 ? openTime[1] - openTime[0] : timeframeMs;
    const own = step === timeframeMs;
    if (own && frame.to > furthest + 1) found.push(`frame to row ${frame.to} > furthest ${furthest}`);
    if (openTime.some((time) => time + step > known)) found.push('a frame holds a later bar');
  }
  return found;
}

/** What the packets say about where the session is, after all of them. */
function horizonOf(packets: readonly WirePacket[]): Horizon {
  const horizon: Horizon = { furthest: -1, start: NaN, timeframeMs: NaN };
  for (const { direction, args } of packets)
    if (direction === 'received') walk(args, (object) => look(horizon, object));
  return horizon;
}

function look(horizon: Horizon, object: Json): void {
  if (typeof object.timeframeMs === 'number' && typeof object.rows === 'number') {
    horizon.start = Number(object.start);
    horizon.timeframeMs = object.timeframeMs;
  }
  if (typeof object.furthest === 'number') horizon.furthest = Math.max(horizon.furthest, object.furthest);
}

/** What an answer over HTTP tells from beyond the furthest bar of the session that the packets belong to. */
export function futureInBody(body: unknown, packets: readonly WirePacket[]): string[] {
  const horizon = horizonOf(packets);
  const found: string[] = [];
  walk(body, (object) => found.push(...beyond(object, horizon)));
  return found;
}

/**
 * Everything that one session's client was sent from beyond the furthest bar it had been told of by then: in frames,
 * overviews, trades, signals, events and explanations alike. An honest server leaves this empty.
 */
export function futureIn(packets: readonly WirePacket[]): string[] {
  const horizon: Horizon = { furthest: -1, start: NaN, timeframeMs: NaN };
  const found: string[] = [];
  for (const packet of packets) {
    if (packet.direction !== 'received') continue;
    walk(packet.args, (object) => look(horizon, object));
    walk(packet.args, (object) => {
      for (const words of beyond(object, horizon)) found.push(`${packet.event}: ${words}`);
    });
  }
  return found;
}
