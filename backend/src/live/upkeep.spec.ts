import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '@hindcast/engine';
import { Upkeep, type UpkeepParts } from './upkeep.ts';

const START = Date.UTC(2024, 0, 1);

function market(given: Partial<UpkeepParts> = {}) {
  const clock = { time: START, speed: 1, now: () => clock.time };
  const forgotten: [string, number][] = [];
  const troubles: string[] = [];
  const upkeep = new Upkeep({
    market: 'live',
    clock,
    endsAt: Infinity,
    retentionDays: 30,
    journal: { forget: async (name, before) => void forgotten.push([name, before]) },
    repairs: { work: async () => undefined },
    refreshSettings: async () => undefined,
    onEnd: async () => undefined,
    onTrouble: (what, error) => troubles.push(`${what}: ${String(error)}`),
    ...given,
  });
  return { clock, forgotten, troubles, upkeep };
}

describe('what goes on beside a live market', () => {
  it('forgets what is older than the retention allows, four times a day', async () => {
    const { clock, forgotten, upkeep } = market();
    await upkeep.turn();
    clock.time = START + 6 * HOUR + 1;
    await upkeep.turn();
    await upkeep.turn();
    expect(forgotten).toEqual([['live', START + 6 * HOUR + 1 - 30 * DAY]]);
  });

  it('keeps everything where no retention is asked for', async () => {
    const { clock, forgotten, upkeep } = market({ retentionDays: 0 });
    clock.time = START + 400 * DAY;
    await upkeep.turn();
    expect(forgotten).toEqual([]);
  });

  it('goes on when the database is busy, and forgets at the next turn', async () => {
    const before: number[] = [];
    const journal = {
      forget: async (_: string, time: number) => {
        before.push(time);
        if (before.length === 1) throw new Error('SQLITE_BUSY: database is locked');
      },
    };
    const { clock, troubles, upkeep } = market({ journal });
    clock.time = START + DAY;
    await upkeep.turn();
    await upkeep.turn();
    await upkeep.turn();
    expect(troubles).toEqual(['retention: Error: SQLITE_BUSY: database is locked']);
    expect(before).toEqual([START - 29 * DAY, START - 29 * DAY]);
  });

  it('does the rest of a turn though a part of it fails', async () => {
    const ended: string[] = [];
    const fails = async () => Promise.reject(new Error('no'));
    const { troubles, upkeep } = market({
      repairs: { work: fails },
      refreshSettings: fails,
      endsAt: START,
      onEnd: async () => void ended.push('closed'),
    });
    await upkeep.turn();
    expect(troubles).toEqual(['repair: Error: no', 'settings: Error: no']);
    expect(ended).toEqual(['closed']);
  });
});
