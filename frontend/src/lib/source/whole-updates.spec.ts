import type { Frame, MetricsUpdate } from '@hindcast/engine/wire';
import { describe, expect, it } from '@jest/globals';
import { wholeUpdates } from './whole-updates.ts';

const frame = (symbol: string): Frame => ({
  ...{ venue: 'v', symbol, timeframe: '5m', from: 0, to: 0, columns: [] },
  data: new Uint8Array(),
});
const part = (session: string, symbols: string[], more?: true): MetricsUpdate => ({
  ...{ source: 'replay', session, state: null, events: [], signals: [], trades: [], position: null },
  frames: symbols.map(frame),
  ...(more && { more }),
});

describe('updates that come in parts', () => {
  const heardOf = (parts: MetricsUpdate[]): string[][] => {
    const heard: string[][] = [];
    const hear = wholeUpdates(({ frames }) => heard.push(frames.map(({ symbol }) => symbol)));
    for (const one of parts) hear(one);
    return heard;
  };

  it('are heard once, with the frames of all parts in order', () => {
    const parts = [part('s', ['a']), part('s', ['b', 'c'], true), part('s', ['d'], true), part('s', ['e'])];
    expect(heardOf([...parts, part('s', ['f'])])).toEqual([['a'], ['b', 'c', 'd', 'e'], ['f']]);
  });

  it('of which the last never came do not run into another session', () => {
    expect(heardOf([part('s', ['a'], true), part('t', ['b'])])).toEqual([['b']]);
  });
});
