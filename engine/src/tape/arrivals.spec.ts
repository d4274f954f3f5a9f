import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR } from '../time.ts';
import { compareArrivals, SliceAssembler, type Arrival, type Slice } from './arrivals.ts';

const options = {
  timeframe: '1h',
  lanes: 1,
  grace: 10_000,
  staleAfter: { funding: 24 * HOUR, openInterest: 2 * HOUR, ratios: 2 * HOUR },
} as const;
let sequence = 0;
const bar = (hour: number, close: number, knownAt = (hour + 1) * HOUR + 1000): Arrival => ({
  lane: 0,
  kind: 'bar',
  happenedAt: hour * HOUR,
  knownAt,
  sequence: sequence++,
  values: { close },
});
const oi = (happenedAt: number, openInterest: number, knownAt = happenedAt + 500): Arrival => ({
  lane: 0,
  kind: 'openInterest',
  happenedAt,
  knownAt,
  sequence: sequence++,
  values: { openInterest },
});

function run(arrivals: Arrival[], until = 100 * HOUR): { slices: Slice[]; counts: SliceAssembler['counts'] } {
  const assembler = new SliceAssembler(options);
  const slices = [...arrivals].sort(compareArrivals).flatMap((arrival) => assembler.push(arrival));
  const last = Math.max(...arrivals.filter((one) => one.kind === 'bar').map((one) => one.happenedAt));
  slices.push(...assembler.decideUntil(Math.min(until, last + HOUR + options.grace + 1)));
  return { slices, counts: assembler.counts };
}

describe('SliceAssembler', () => {
  it('joins what was published by the close and known by the decision', () => {
    const { slices } = run([bar(0, 100), oi(HOUR, 5000), bar(1, 101), oi(2 * HOUR, 5100, 2 * HOUR + 60_000)]);
    expect(
      slices.map(({ openTime, bars: [one] }) => [openTime / HOUR, one?.close, one?.openInterest]),
    ).toEqual([
      [0, 100, 5000],
      // The stamp of hour 2 was known a minute after the close, the slice waits ten seconds: the older value holds.
      [1, 101, 5000],
    ]);
  });

  it('a value stamped after the close is not of this bar, even if it was known before the decision', () => {
    const { slices } = run([oi(HOUR, 5000), bar(0, 100), oi(HOUR + 2000, 6000)]);
    expect(slices[0].bars[0]?.openInterest).toBe(5000);
  });

  it('a late bar stays a hole and is counted; it changes nothing that was decided', () => {
    const { slices, counts } = run([bar(0, 100), bar(1, 101, 3 * HOUR), bar(2, 102)]);
    expect(slices.map((slice) => slice.bars[0]?.close)).toEqual([100, undefined, 102]);
    expect(counts.late).toBe(1);
  });

  it('a revision before the decision counts and is used; after it, it only counts for what comes', () => {
    const { slices, counts } = run([
      oi(HOUR, 5000),
      oi(HOUR, 5001, HOUR + 900),
      bar(0, 100),
      oi(HOUR, 5002, HOUR + 60_000),
      bar(1, 1),
    ]);
    expect(slices.map((slice) => slice.bars[0]?.openInterest)).toEqual([5001, 5002]);
    expect(counts).toMatchObject({ revised: 2, late: 1 });
  });

  it('a value past its age is missing, and counted', () => {
    const { slices, counts } = run([oi(HOUR, 5000), bar(0, 1), bar(1, 1), bar(2, 1), bar(3, 1)]);
    expect(slices.map((slice) => slice.bars[0]?.openInterest)).toEqual([5000, 5000, 5000, NaN]);
    expect(counts.stale).toBe(1);
  });

  it('refuses inputs out of order', () => {
    const assembler = new SliceAssembler(options);
    assembler.push(bar(1, 1));
    expect(() => assembler.push(bar(0, 1))).toThrow('came after one known at');
  });

  it('slices decided by a time do not depend on anything known later', () => {
    const arrival = fc.record({
      hour: fc.integer({ min: 0, max: 30 }),
      delay: fc.integer({ min: 0, max: 3 * HOUR }),
      isBar: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(arrival, { minLength: 5, maxLength: 80 }),
        fc.integer({ min: 0, max: 30 }),
        (specs, cutHour) => {
          sequence = 0;
          const all = specs
            .map(({ hour, delay, isBar }) =>
              isBar
                ? bar(hour, hour, (hour + 1) * HOUR + delay)
                : oi(hour * HOUR, hour + delay, hour * HOUR + delay),
            )
            .sort(compareArrivals);
          const cut = cutHour * HOUR;
          const decide = (inputs: Arrival[]): Slice[] => {
            const assembler = new SliceAssembler(options);
            const slices = inputs.flatMap((one) => assembler.push(one));
            return [...slices, ...assembler.decideUntil(cut)].filter(
              (one) => one.openTime + HOUR + options.grace < cut,
            );
          };
          expect(decide(all.filter((one) => one.knownAt < cut))).toEqual(decide(all));
        },
      ),
    );
  });
});
