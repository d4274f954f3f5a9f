import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOfIndex, checkAsOfSeries, joinAsOf, type AsOfSeries } from './as-of.ts';

const series = (availableAt: number[], maxAge: number | Float64Array = Infinity): AsOfSeries => ({
  availableAt: Float64Array.from(availableAt),
  values: Float64Array.from(availableAt, (_, i) => i),
  maxAge,
});

/** The definition, read word for word, by looking at every value. */
function slow({ availableAt, values, maxAge }: AsOfSeries, time: number): number {
  let found = NaN;
  for (let i = 0; i < availableAt.length; i++) {
    if (availableAt[i] > time) continue;
    const limit = typeof maxAge === 'number' ? maxAge : maxAge[i];
    found = time - availableAt[i] <= limit ? values[i] : NaN;
  }
  return found;
}

const times = fc
  .array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 })
  .map((t) => t.sort((a, b) => a - b));
const withAges = times.chain((stamps) =>
  fc
    .array(fc.integer({ min: 0, max: 40 }), { minLength: stamps.length, maxLength: stamps.length })
    .map((ages) => series(stamps, Float64Array.from(ages))),
);

function join(s: AsOfSeries, at: number[]): Float64Array {
  const into = new Float64Array(at.length);
  joinAsOf(s, Float64Array.from(at), 0, at.length, into);
  return into;
}

describe('as-of join', () => {
  it('takes the value stamped exactly at the close, and not one a millisecond later', () => {
    const s = series([100, 201]);
    expect([...join(s, [99, 100, 200, 201])]).toEqual([NaN, 0, 0, 1]);
  });

  it('forgets a value that is older than its limit', () => {
    expect([...join(series([100], 50), [150, 151])]).toEqual([0, NaN]);
    expect([...join(series([100, 110], Float64Array.of(1000, 5)), [105, 115, 116])]).toEqual([0, 1, NaN]);
  });

  it('is what the definition says, however the rows are cut into blocks', () => {
    fc.assert(
      fc.property(withAges, times, fc.nat(), (s, closes, cut) => {
        const expected = closes.map((close) => slow(s, close));
        const at = Float64Array.from(closes);
        const into = new Float64Array(closes.length);
        const middle = closes.length === 0 ? 0 : cut % closes.length;
        joinAsOf(s, at, 0, middle, into);
        joinAsOf(s, at, middle, closes.length, into);
        expect([...into]).toEqual(expected);
        expect(closes.map((close) => s.values[asOfIndex(s, close)] ?? NaN)).toEqual(expected);
      }),
    );
  });

  it('never uses a value that was available only after the close', () => {
    fc.assert(
      fc.property(withAges, times, (s, closes) => {
        join(s, closes).forEach((i, k) => {
          if (i === i) expect(s.availableAt[i]).toBeLessThanOrEqual(closes[k]);
        });
      }),
    );
  });

  it('gives the same past whatever comes after: values cut off or scrambled after t change nothing up to t', () => {
    fc.assert(
      fc.property(
        withAges,
        times,
        fc.integer({ min: 0, max: 200 }),
        fc.infiniteStream(fc.double()),
        (s, closes, t, noise) => {
          const past = closes.filter((close) => close <= t);
          const known = s.availableAt.filter((at) => at <= t).length;
          const ages = s.maxAge as Float64Array;
          const cut = {
            availableAt: s.availableAt.slice(0, known),
            values: s.values.slice(0, known),
            maxAge: ages.slice(0, known),
          };
          const scrambled = {
            ...s,
            values: s.values.map((x, i) => (i < known ? x : (noise.next().value ?? 0))),
          };
          expect(join(cut, past)).toEqual(join(s, past));
          expect(join(scrambled, past)).toEqual(join(s, past));
        },
      ),
    );
  });

  it('refuses times that go back or are not finite, naming the place', () => {
    expect(() => checkAsOfSeries(series([1, 2, 2, 3]), 'oi')).not.toThrow();
    expect(() => checkAsOfSeries(series([1, 3, 2]), 'oi')).toThrow(/oi: value 2/);
    expect(() => checkAsOfSeries(series([1, NaN]), 'oi')).toThrow(/value 1/);
    expect(() => checkAsOfSeries(series([1, Infinity]), 'oi')).toThrow(/value 1/);
  });
});
