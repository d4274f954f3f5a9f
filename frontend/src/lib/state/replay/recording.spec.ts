import { describe, expect, it } from '@jest/globals';
import { Recording } from './recording.ts';

const recording = new Recording({ rows: 100, start: 1_000_000, timeframeMs: 300_000 });

describe('a recording', () => {
  it('gives every row back from its close', () => {
    for (const row of [0, 1, 57, 99]) expect(recording.rowAt(recording.closeTime(row))).toBe(row);
  });

  it('counts a bar only once it has closed', () => {
    expect(recording.rowAt(recording.closeTime(10) - 1)).toBe(9);
    expect(recording.rowAt(recording.closeTime(10) + 1)).toBe(10);
  });

  it('stays within its rows', () => {
    expect(recording.rowAt(0)).toBe(0);
    expect(recording.rowAt(1e15)).toBe(99);
    expect(recording.clamp(-5)).toBe(0);
  });
});
