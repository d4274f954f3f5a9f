import { describe, expect, it } from '@jest/globals';
import { Market } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import type { Dataset } from '../datasets/index.ts';
import { RecordedMarket } from '../recordings/recorded-market.ts';
import { NOBODY, type Audience } from './audience.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { SessionRegistry } from './session-registry.ts';
import { ReplaySession } from './session.ts';

const market = new Market(smallMarket('registry', { rows: 50 }));
const recorded = new RecordedMarket({ name: 'registry' } as Dataset, market);

/** A registry with a clock of its own, and sessions that tell what became of them. */
function setUp(limits = {}) {
  let time = 0;
  const registry = new SessionRegistry({ ...DEFAULT_LIMITS, ...limits }, () => time);
  const released: string[] = [];
  const ended: Record<string, string> = {};
  const open = (id: string, viewer: string): ReplaySession => {
    const hold = { recorded, release: () => void released.push(id) };
    const session = new ReplaySession({ id, hold, mode: 'honest', toastTier: 2, now: () => time });
    const audience: Audience = { ...NOBODY, isBehind: () => false, ended: (reason) => (ended[id] = reason) };
    registry.add(session, viewer);
    session.attach(audience);
    return session;
  };
  return { registry, released, ended, open, pass: (ms: number) => (time += ms) };
}

describe('sessions and their viewers', () => {
  it('wait for a viewer who is gone, and end when he does not come back', () => {
    const { registry, released, open, pass } = setUp({ detachedMs: 1_000 });
    open('a', 'tab');
    registry.leave('tab');
    pass(900);
    registry.expire();
    expect(registry.size).toBe(1);
    expect(registry.takeOver('a', 'new tab').before).toBeNull();
    registry.takeOver('a', 'new tab').session.attach({ ...NOBODY });
    pass(900);
    registry.expire();
    expect(registry.size).toBe(1);
    registry.leave('new tab');
    pass(1_001);
    registry.expire();
    expect(released).toEqual(['a']);
    expect(() => registry.of('a', 'new tab')).toThrow(
      expect.objectContaining({ code: 'REPLAY_SESSION_UNKNOWN' }),
    );
  });

  it('end, with a word, when they are watched but nobody touches them', () => {
    const { registry, released, ended, open, pass } = setUp({ idleMs: 5_000 });
    open('a', 'tab');
    open('b', 'tab');
    pass(4_000);
    registry.of('b', 'tab');
    pass(2_000);
    registry.expire();
    expect(released).toEqual(['a']);
    expect(ended.a).toContain('long time');
  });

  it('are bounded altogether: who waits longest for his viewer goes first', () => {
    const { registry, released, open, pass } = setUp({ sessions: 3 });
    open('a', '1');
    pass(1);
    open('b', '2');
    pass(1);
    open('c', '3');
    expect(() => open('d', '4')).toThrow(expect.objectContaining({ code: 'REPLAY_TOO_MANY_SESSIONS' }));
    registry.leave('2');
    pass(1);
    registry.leave('1');
    open('d', '4');
    expect(released).toEqual(['b']);
    expect(registry.size).toBe(3);
  });

  it('obey only whom they belong to', () => {
    const { registry, open } = setUp();
    open('a', 'tab');
    expect(() => registry.of('a', 'other')).toThrow(expect.objectContaining({ code: 'REPLAY_NOT_YOURS' }));
    expect(registry.takeOver('a', 'other').before).toBe('tab');
    expect(registry.of('a', 'other').id).toBe('a');
  });

  it('all end when the server goes down', () => {
    const { registry, released, ended, open } = setUp();
    open('a', '1');
    open('b', '2');
    registry.closeAll('the server is shutting down');
    expect(released).toEqual(['a', 'b']);
    expect(ended.b).toBe('the server is shutting down');
    expect(registry.size).toBe(0);
  });
});
