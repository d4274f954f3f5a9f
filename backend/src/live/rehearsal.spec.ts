import { describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, DEFAULT_CONFIG, digestLane, type BarInput, type Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import type { AlertDto } from '../alerts/alert.dto.ts';
import { AlertDesk } from '../alerts/desk/alert-desk.ts';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { LiveMarket, type LaneBar, type LiveMarketPlan } from './live-market.ts';
import { rehearsalMs, rehearse } from './rehearsal.ts';
import { sha256 } from './slice-digest.ts';

const TIMEFRAMES = ['5m', '15m', '1h'] as const;
const MS = 300_000;

async function* blocksOf(
  tapes: readonly Tape[],
  isHole: (row: number) => boolean,
): AsyncGenerator<LaneBar[]> {
  for (let row = 0; row < tapes[0].rows; row++) {
    if (isHole(row)) continue;
    yield tapes.map(({ key: { venue, symbol }, openTime, columns }) => {
      const bar: BarInput = { openTime: openTime[row] };
      for (const field of BAR_FIELDS) bar[field] = columns[field][row];
      return { venue, symbol, bar };
    });
  }
}

/** Desks that count who listens to them, and what was put into words. */
class Listened {
  listeners = 0;
  readonly worded: AlertDto[] = [];

  live(toastTier: number): AlertDesk {
    return new AlertDesk({ rules: [], policies: new Map(), toastTier });
  }

  onChange(): () => void {
    this.listeners++;
    return () => this.listeners--;
  }

  async rehearse(market: LiveMarket): Promise<void> {
    const word = (alerts: readonly AlertDto[]): void => void this.worded.push(...alerts);
    await rehearse(market, { desks: this as unknown as AlertDesks, toastTier: 1, word }, 10_000);
  }
}

async function warmed(rows: number, heard?: Listened, isHole = (_row: number) => false): Promise<string[]> {
  const tapes = smallMarket('rehearsal', { rows, venues: ['binanceusdm', 'bybit'] });
  const firstOpen = tapes[0].openTime[0];
  const plan: LiveMarketPlan = {
    lanes: tapes.map(({ key: { venue, symbol } }) => ({ venue, symbol })),
    ...{ timeframes: TIMEFRAMES, config: DEFAULT_CONFIG },
    ...{ firstOpen, firstLive: firstOpen + rows * MS, capacity: rows + 8 },
  };
  const almost = heard && ((market: LiveMarket) => heard.rehearse(market));
  const market = await LiveMarket.warm(plan, blocksOf(tapes, isHole), almost);
  const columns = [...market.views.values()].flatMap(({ lanes }) =>
    lanes.map((lane) => JSON.stringify(digestLane(lane, sha256))),
  );
  return [
    ...columns,
    market.digest,
    JSON.stringify(market.links().map(({ rows, output }) => [rows, output])),
  ];
}

describe('the rehearsal of closes', () => {
  it('goes through all of the past up to words, and leaves the market and everybody who listens as they were', async () => {
    const heard = new Listened();
    expect(await warmed(400, heard)).toEqual(await warmed(400));
    expect(heard.worded.length).toBeGreaterThan(10);
    expect(heard.listeners).toBe(0);
  });

  it('has nothing to go through where there is no past, and goes on where no lane had a bar', async () => {
    const none = new Listened();
    expect(await warmed(1, none)).toEqual(await warmed(1));
    expect(none.worded).toEqual([]);
    const outage = (row: number): boolean => row > 150 && row < 160;
    const heard = new Listened();
    expect(await warmed(300, heard, outage)).toEqual(await warmed(300, undefined, outage));
    expect(heard.listeners).toBe(0);
  });

  it('takes the longer the more lanes there are, within bounds, and nothing of few', () => {
    expect([2, 12, 40, 400, 4_000].map(rehearsalMs)).toEqual([0, 0, 400, 1_500, 1_500]);
  });
});
