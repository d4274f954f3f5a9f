import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { placeOf } from './placement.ts';
import { SoundQueue } from './sound-queue.ts';
import { lengthOf, TONES, voicesOf } from './voices.ts';

describe('sounds of alerts', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('never overlap: while one speaks, the weightiest waits and the others stay silent', () => {
    const said: string[] = [];
    const queue = new SoundQueue((voice) => said.push(voice));
    for (const voice of ['3', '1', '2', '6', '2'] as const) queue.say(voice);
    expect(said).toEqual(['3']);
    jest.advanceTimersByTime(lengthOf('3'));
    expect(said).toEqual(['3']);
    jest.advanceTimersByTime(300);
    expect(said).toEqual(['3', '2']);
    jest.advanceTimersByTime(10_000);
    expect(said).toEqual(['3', '2']);
    queue.say('1');
    expect(said).toEqual(['3', '2', '1']);
  });

  it('are another figure for each tier', () => {
    const figures = Object.values(TONES).map((tones) => JSON.stringify(tones));
    expect(new Set(figures).size).toBe(figures.length);
  });

  it('are those of the tier, of detectors, of rules, and of what is critical', () => {
    expect(voicesOf({ tier: 2, type: 'SIGNAL', severity: 3 })).toEqual(['2']);
    expect(voicesOf({ tier: null, type: 'RULE', severity: 1 })).toEqual(['rule']);
    expect(voicesOf({ tier: null, type: 'LIQUIDATION_CASCADE', severity: 5 })).toEqual([
      'critical',
      'detector',
    ]);
  });
});

describe('where toasts stand', () => {
  const room = { left: 0, top: 0, right: 1000, bottom: 800 };
  const size = { width: 300, height: 200 };
  const box = (left: number, top: number) => ({ left, top, right: left + 50, bottom: top + 30 });

  it('is the first place without controls', () => {
    expect(placeOf(room, size, [])).toBe('bottom-right');
    expect(placeOf(room, size, [box(900, 700)])).toBe('top-right');
    expect(placeOf(room, size, [box(900, 700), box(900, 10)])).toBe('right');
    expect(placeOf(room, size, [box(900, 700), box(900, 10), box(900, 400)])).toBe('bottom');
  });

  it('is none where every place has some', () => {
    const corners = [box(10, 10), box(900, 10), box(10, 700), box(900, 700)];
    const edges = [box(900, 400), box(10, 400), box(500, 10), box(500, 700)];
    expect(placeOf(room, size, [...corners, ...edges.slice(0, 3)])).toBe('bottom');
    expect(placeOf(room, size, [...corners, ...edges])).toBeNull();
  });
});
