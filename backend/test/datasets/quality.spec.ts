import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE, type BarColumns, type BarField } from '@hindcast/engine';
import {
  assessDataset,
  coverageMap,
  DatasetStore,
  type FindingKind,
  type LaneQuality,
} from '../../src/datasets/index.ts';
import { LANE, random, START } from './sample-tapes.ts';

const STEP = 5 * MINUTE;
const ROWS = 1000;

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let store: DatasetStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-quality-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

type Columns = Partial<BarColumns>;

/** A calm market: every bar opens where the last one closed and moves by up to 0.1 %. */
function calm(): { openTime: Float64Array; columns: Columns } {
  const next = random(7);
  const openTime = Float64Array.from({ length: ROWS }, (_, i) => START + i * STEP);
  const columns: Columns = {};
  for (const field of ['open', 'high', 'low', 'close', 'volume', 'openInterest'] as const)
    columns[field] = new Float64Array(ROWS);
  let price = 100;
  for (let i = 0; i < ROWS; i++) {
    const open = price;
    price *= 1 + (next() - 0.5) / 500;
    const [high, low] = [Math.max(open, price) * 1.0002, Math.min(open, price) * 0.9998];
    const values = { open, high, low, close: price, volume: 10 + next(), openInterest: 5000 + next() };
    for (const [field, value] of Object.entries(values))
      (columns[field as BarField] as Float64Array)[i] = value;
  }
  return { openTime, columns };
}

async function assess(
  change: (columns: Record<BarField, Float64Array>) => void,
  leaveOut: number[] = [],
): Promise<LaneQuality> {
  const { openTime, columns } = calm();
  change(columns as Record<BarField, Float64Array>);
  const writer = await store.create({ name: 'x', origin: 'x', licence: 'x', simulated: true });
  const lane = await writer.lane(LANE);
  for (let i = 0; i < ROWS; i++) if (!leaveOut.includes(i)) lane.append(openTime, columns, i, i + 1);
  await writer.commit();
  const report = await assessDataset(await store.open('x'));
  expect(report.ok).toBe(!report.lanes[0].findings.some(({ severity }) => severity === 'bad'));
  return report.lanes[0];
}

const found = (lane: LaneQuality): [FindingKind, number, number | undefined][] =>
  lane.findings.map(({ kind, count, places }) => [kind, count, places[0] && (places[0].from - START) / STEP]);

describe('the quality report', () => {
  it('finds nothing in a calm market, and counts coverage', async () => {
    const lane = await assess(() => undefined);
    expect(lane.findings).toEqual([]);
    const field = (name: string): unknown => lane.fields.find((one) => one.field === name);
    expect(field('close')).toEqual({
      field: 'close',
      rows: ROWS,
      share: 1,
      first: START,
      last: START + ROWS * STEP,
    });
    expect(field('fundingRate')).toEqual({
      field: 'fundingRate',
      rows: 0,
      share: 0,
      first: null,
      last: null,
    });
  });

  it('finds gaps, contradicting prices and bars without volume', async () => {
    const lane = await assess(
      (c) => {
        c.high[200] = c.low[200] - 1;
        c.volume[300] = 0;
        c.volume[301] = 0;
      },
      [400, 401, 500],
    );
    expect(found(lane)).toEqual([
      ['gap', 2, 400],
      ['ohlc', 1, 200],
      ['zeroVolume', 2, 300],
    ]);
    expect(lane.findings[2].places).toEqual([
      { from: START + 300 * STEP, to: START + 302 * STEP, detail: 'volume 0' },
    ]);
  });

  it('tells a spike that is taken back from a move that stays', async () => {
    const spiked = await assess((c) => {
      c.close[500] *= 1.2;
      c.high[500] = c.close[500];
      c.open[501] = c.close[500];
      c.high[501] = c.open[501];
    });
    expect(found(spiked)).toContainEqual(['spike', 1, 500]);
    await store.delete('x');
    const moved = await assess((c) => {
      for (const field of ['open', 'high', 'low', 'close'] as const)
        for (let i = 500; i < ROWS; i++) c[field][i] *= 1.2;
    });
    expect(found(moved)).toEqual([['jump', 1, 500]]);
  });

  it('finds stuck prices, stuck and late series', async () => {
    const lane = await assess((c) => {
      for (let i = 600; i < 620; i++)
        for (const field of ['open', 'high', 'low', 'close'] as const) c[field][i] = c.close[599];
      c.openInterest.fill(4321, 100, 100 + (8 * HOUR) / STEP);
      c.openInterest.fill(NaN, 800, 810);
      // A series that has ended is not late.
      c.openInterest.fill(NaN, 990);
    });
    expect(found(lane)).toEqual([
      ['stuckPrice', 20, 600],
      ['stuckSeries', (8 * HOUR) / STEP, 100],
      ['lateSeries', 10, 800],
    ]);
  });

  it('finds what the guards reject, and settlements off their clock', async () => {
    const lane = await assess((c) => {
      c.fundingRate = new Float64Array(ROWS).fill(0.0001);
      c.fundingRate[50] = 0.2;
      c.fundingIntervalHours = new Float64Array(ROWS).fill(8);
      c.fundingTime = new Float64Array(ROWS).fill(START).fill(START + 8 * HOUR + 5 * MINUTE, 500);
      c.volume[60] = -1;
    });
    expect(found(lane)).toEqual([
      ['rejected', 2, 50],
      ['clock', 1, (8 * HOUR + 5 * MINUTE) / STEP],
    ]);
    expect(lane.findings[0].places.map(({ detail }) => detail)).toEqual(['fundingRate 0.2', 'volume -1']);
  });

  it('draws the map of what is there from the manifest alone', async () => {
    await assess(
      () => undefined,
      Array.from({ length: 144 }, (_, i) => 288 + i),
    );
    const map = coverageMap((await store.open('x')).manifest, DAY);
    expect(map.from).toBe(START);
    // 1000 bars are three days and 136 bars; half of the second day is missing.
    expect(map.lanes[0].share).toEqual([1, 0.5, 1, 1]);
  });
});
