import { describe, expect, it } from '@jest/globals';
import type { DatasetSummary } from '$lib/api/paths.ts';
import { difference, otherLane, otherRange, otherStrategy } from './link-differences.ts';
import { Recording } from './recording.ts';

const DIGEST = '69e9238918e4b0c5';
const dataset = { name: 'demo', digest: DIGEST } as DatasetSummary;
const MINUTE = 60_000;
// Four bars: 12:00 to 12:20.
const NOON = Date.UTC(2025, 0, 20, 12);
const recording = new Recording({ rows: 4, start: NOON, timeframeMs: 5 * MINUTE });

describe('what differs from a link', () => {
  it('is the digest, unless it is the beginning of the one that is here', () => {
    const said = (digest: string): string | null => difference(dataset, { digest }, undefined, []);
    for (const same of [DIGEST, DIGEST.slice(0, 12), DIGEST.slice(0, 8).toUpperCase()])
      expect(said(same)).toBeNull();
    // Digits from its middle, and digits of another one.
    for (const other of ['9e9238918e4b', '0123456789ab'])
      expect(said(other)).toBe(
        `The link was made on other data: "demo" has the digest 69e9238918e4 here, not ${other}.`,
      );
    // One digit in sixteen would be the same by chance.
    for (const none of ['a', '6', '69e9238', 'not a digest'])
      expect(said(none)).toContain(`"${none}" in the link is no`);
  });

  it('is the hash of the strategy', () => {
    const here = { name: 'fade', hash: 'ba98765432100000' };
    expect(otherStrategy({ strategyHash: 'ba9876543210' }, here)).toBeNull();
    for (const other of ['b', '0123456789ab'])
      expect(otherStrategy({ strategyHash: other }, here)).toContain(`not ${other}`);
  });

  it('is a symbol that another venue has, and nothing where the link left the venue open', () => {
    const shown = { symbol: 'ETH', venue: 'a' };
    const where = { name: 'demo', timeframe: '5m' };
    expect(otherLane({ symbol: 'ETH', venue: 'b' }, shown, where)).toBe(
      '"demo" has no 5m bars of ETH on b, for which the link asks: ETH on a is shown.',
    );
    for (const asked of [{}, { symbol: 'ETH' }, { venue: 'a' }, shown])
      expect(otherLane(asked, shown, where)).toBeNull();
  });

  it('is a range that is not one of whole recorded bars', () => {
    const said = (from: number, to: number): string | null =>
      otherRange({ range: { from: NOON + from * MINUTE, to: NOON + to * MINUTE } }, recording);
    expect(said(0, 20)).toBeNull();
    expect(said(5, 10)).toBeNull();
    expect(said(-60, 10)).toContain('2025-01-20 12:00 to 2025-01-20 12:10 UTC is marked');
    expect(said(3, 18)).toContain('2025-01-20 12:05 to 2025-01-20 12:15 UTC is marked');
    for (const [from, to] of [
      [-60, -30],
      [60, 90],
      [6, 9],
    ] as const)
      expect(said(from, to)).toContain('No bar of the recording lies in');
    expect(otherRange({}, recording)).toBeNull();
  });
});
