import { describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { BAR_FIELDS, DEFAULT_CONFIG, type BarInput, type Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import type { AlertDto } from '../alerts/alert.dto.ts';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { Announcer } from './announcer.ts';
import type { DecidedSlice } from './decider.ts';
import type { EpochOfSlice, Journal, SealedSlice } from './journal.ts';
import { LiveMarket, type LaneBar } from './live-market.ts';
import type { LiveView } from './live-view.ts';

const MS = 300_000;
const ROWS = 40;
/** Rows of the past: the two that follow close nothing but themselves, the third closes a quarter of an hour. */
const WARM = 12;

const barsOf = (tapes: readonly Tape[], row: number): BarInput[] =>
  tapes.map(({ openTime, columns }) => {
    const bar: BarInput = { openTime: openTime[row] };
    for (const field of BAR_FIELDS) bar[field] = columns[field][row];
    return bar;
  });

async function* blocksOf(tapes: readonly Tape[]): AsyncGenerator<LaneBar[]> {
  for (let row = 0; row < WARM; row++) yield barsOf(tapes, row).map((bar, k) => ({ ...tapes[k].key, bar }));
}

/** A desk that has something to say about every row, and a journal that notes what it is given. */
async function scene() {
  const tapes = smallMarket('announcer', { rows: ROWS, venues: ['binanceusdm'] });
  const firstOpen = tapes[0].openTime[0];
  const market = await LiveMarket.warm(
    {
      lanes: tapes.map(({ key: { venue, symbol } }) => ({ venue, symbol })),
      ...{ timeframes: ['5m', '15m'], config: DEFAULT_CONFIG },
      ...{ firstOpen, firstLive: firstOpen + WARM * MS, capacity: ROWS },
    },
    blocksOf(tapes),
  );
  const done: string[] = [];
  let keep: () => void = () => {};
  const journal = {
    tell: (_market: string, alerts: AlertDto[]) => {
      if (alerts.length > 0) done.push(`tell ${alerts.map(({ title }) => title).join(', ')}`);
      return new Promise<void>((resolve) => (keep = resolve));
    },
    commit: async (_epoch: EpochOfSlice, { openTime }: DecidedSlice, sealed: () => SealedSlice) => {
      const timeframes = sealed().seal.checks.map(({ timeframe }) => timeframe);
      done.push(`write ${(openTime - firstOpen) / MS}: ${timeframes.join(', ')}`);
      return Promise.resolve();
    },
  };
  const desk = {
    warm: () => undefined,
    look: ({ timeframe }: LiveView, from: number, to: number) =>
      Array.from({ length: to - from }, (_, k) => ({ title: `${timeframe} ${from + k}` })),
  };
  const announcer = new Announcer({
    journal: journal as unknown as Journal,
    desks: { live: () => desk, onChange: () => () => undefined } as unknown as AlertDesks,
    market: 'test',
    onSlice: ({ pushed, base }) =>
      done.push(
        `read ${base ? 'base' : 'higher'} ${pushed.rows.map(({ view }) => view.timeframe).join(', ')}`,
      ),
    onTrouble: (what) => done.push(`trouble: ${what}`),
  });
  announcer.follow(market, 1);
  keep();
  const announce = (row: number): void => {
    const openTime = firstOpen + row * MS;
    const sources = tapes.map(() => 'kline' as const);
    announcer.announce({
      ...{ openTime, bars: barsOf(tapes, row), sources, decidedAt: openTime + MS, lagMs: 1 },
    } as unknown as DecidedSlice);
  };
  return { announcer, announce, done, kept: () => keep() };
}

describe('the announcer of live slices', () => {
  it('has what the base timeframe says on its way before it looks at the higher ones that the slice closes', async () => {
    const { announce, done, kept } = await scene();
    announce(WARM);
    announce(WARM + 1);
    await wait(30);
    done.length = 0;
    announce(WARM + 2);
    await wait(30);
    // The alerts of the base timeframe are being written: nothing else has begun, but its readers have it.
    expect(done).toEqual([`tell 5m ${WARM + 2}`, 'read base 5m']);
    kept();
    await wait(150);
    expect(done.slice(2)).toEqual(['tell 15m 4', `write ${WARM + 2}: 5m, 15m`, 'read higher 15m']);
  });

  it('does not wait for a database that hangs', async () => {
    const { announce, done } = await scene();
    for (let row = WARM; row < WARM + 3; row++) announce(row);
    await wait(500);
    expect(done).toContain('tell 15m 4');
    expect(done).toContain('read higher 15m');
  });

  it('sees to the higher timeframes before the next slice, however soon that comes', async () => {
    const { announce, done } = await scene();
    for (let row = WARM; row < WARM + 4; row++) announce(row);
    await wait(30);
    expect(done.filter((one) => !one.startsWith('read'))).toEqual([
      ...[`tell 5m ${WARM}`, `write ${WARM}: 5m`, `tell 5m ${WARM + 1}`, `write ${WARM + 1}: 5m`],
      ...[`tell 5m ${WARM + 2}`, 'tell 15m 4', `write ${WARM + 2}: 5m, 15m`],
      ...[`tell 5m ${WARM + 3}`, `write ${WARM + 3}: 5m`],
    ]);
  });

  it('sees to them before it is closed, and once', async () => {
    const { announcer, announce, done, kept } = await scene();
    for (let row = WARM; row < WARM + 3; row++) announce(row);
    announcer.close();
    kept();
    await wait(150);
    expect(done.filter((one) => one === 'tell 15m 4')).toHaveLength(1);
    expect(done).toContain(`write ${WARM + 2}: 5m, 15m`);
  });
});
