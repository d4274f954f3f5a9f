import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Lane } from '@hindcast/engine';
import { compileRule, RuleWatch } from '@hindcast/engine/alerts';
import { smallMarket } from '@hindcast/engine/testing';
import request from 'supertest';
import type { Rule, RulePreview } from '../../src/alerts/rules/rule.dto.ts';
import { isQuiet } from '../../src/alerts/rules/quiet.ts';
import { ROWS, writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

jest.setTimeout(60_000);

describe('alert rules', () => {
  let server: TestServer;
  const api = () => request(server.url.replace(/\/$/, ''));
  const RULE = { name: 'Crowded', when: 'oiZ > 1.5', release: 'oiZ < 0.5', severity: 3, cooldown: 2 };

  beforeAll(async () => {
    server = await startTestServer({ prepare: async (dataDir) => void (await writeDataset(dataDir)) });
  });
  afterAll(() => server.stop());

  it('are kept, changed, listed and taken away', async () => {
    const { body, status } = await api().post('/api/alerts/rules').send(RULE);
    expect(status).toBe(201);
    const { id } = body as Rule;
    expect(body).toMatchObject({ ...RULE, enabled: true, quiet: null, snoozedUntil: 0, venues: [] });
    const changed = await api()
      .patch(`/api/alerts/rules/${id}`)
      .send({ cooldown: 5, quiet: { fromMinute: 1_320, toMinute: 360 }, snoozedUntil: 1e12 })
      .expect(200);
    expect(changed.body).toMatchObject({
      ...RULE,
      cooldown: 5,
      quiet: { fromMinute: 1_320 },
      snoozedUntil: 1e12,
    });
    expect((await api().get('/api/alerts/rules')).body).toEqual([changed.body]);
    await api().delete(`/api/alerts/rules/${id}`).expect(204);
    await api().delete(`/api/alerts/rules/${id}`).expect(404);
  });

  it('that cannot be read are refused with the place, and nothing is stored', async () => {
    for (const [change, code, message] of [
      [{ when: 'oiX > 2' }, 'EXPRESSION_UNKNOWN_NAME', 'oiX'],
      [{ when: 'oiZ' }, undefined, 'condition'],
      [{ release: 'barsHeld > 2' }, undefined, 'barsHeld'],
      [{ severity: 7 }, undefined, 'severity'],
      [{ when: '__proto__ > 1' }, undefined, '__proto__'],
    ] as const) {
      const { status, body } = await api()
        .post('/api/alerts/rules')
        .send({ ...RULE, ...change });
      expect(status).toBe(400);
      if (code !== undefined) expect((body as { code: string }).code).toMatch(/EXPRESSION|NAME|METRIC/);
      expect((body as { message: string }).message).toContain(message);
    }
    expect((await api().get('/api/alerts/rules')).body).toEqual([]);
  });

  it('are previewed: as often as a watch over the same lanes fires', async () => {
    const { body, status } = await api()
      .post('/api/alerts/rules/preview')
      .send({ dataset: 'small', rule: RULE, direction: 'long', horizon: 6 });
    expect(status).toBe(200);
    const preview = body as RulePreview;
    const expected = smallMarket('small', { rows: ROWS }).map((tape) => {
      const lane = new Lane(tape);
      lane.advance(tape.rows);
      let fired = 0;
      new RuleWatch(lane, compileRule(RULE)).advance(tape.rows, () => fired++);
      return { venue: tape.key.venue, symbol: tape.key.symbol, fired };
    });
    expect(preview.lanes).toEqual(expected);
    expect(preview.fired).toBe(expected.reduce((sum, { fired }) => sum + fired, 0));
    expect(preview.daily.reduce((sum, n) => sum + n, 0)).toBe(preview.fired);
    const { estimate, low, high } = preview.hitRate;
    expect(low).toBeLessThanOrEqual(estimate!);
    expect(high).toBeGreaterThanOrEqual(estimate!);
    expect(preview.verdict).toMatch(/luck|few/);
  });

  it('keep quiet over midnight and within a day', () => {
    const at = (clock: string): number => Date.parse(`2026-03-01T${clock}:00Z`);
    const night = { fromMinute: 22 * 60, toMinute: 6 * 60 };
    expect(['21:59', '22:00', '03:00', '05:59', '06:00'].map((clock) => isQuiet(night, at(clock)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const noon = { fromMinute: 12 * 60, toMinute: 13 * 60 };
    expect(['11:59', '12:30', '13:00'].map((clock) => isQuiet(noon, at(clock)))).toEqual([
      false,
      true,
      false,
    ]);
    expect(isQuiet({ fromMinute: 5, toMinute: 5 }, at('00:05'))).toBe(false);
    expect(isQuiet(null, at('00:05'))).toBe(false);
  });
});
