import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeFrame, type MetricsUpdate, type ReplayOpen, type ReplayOpened } from '@hindcast/engine/wire';
import { Client, bytesOf } from './support/client.ts';
import { clientsOf } from './support/clients.ts';
import { ROWS, SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { latestRow } from './support/received.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { setTimeout as pause } from 'node:timers/promises';

const LANE = { venue: VENUE, symbol: SYMBOL };
const OPEN: ReplayOpen = { dataset: 'small', timeframe: '5m' };
const LAST = ROWS - 1;
/** Long enough that computing it takes a while. */
const LONG = 12_000;
/** Long enough that deciding it takes several turns of the event loop. */
const LONGEST = 60_000;
/** In and out of positions all the time, on every lane. */
const BUSY =
  'name: Busy\nentry: { long: rsi < 40, short: rsi > 60 }\nmaxHolding: 9\nsizing: { notional: 100 }';

describe('replay over the socket', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);
  const rows = (client: Client, { session }: ReplayOpened, from: number, to: number, columns?: string[]) =>
    client.request('replay_rows', { session, ...LANE, from, to, ...(columns ? { columns } : {}) });

  beforeAll(async () => {
    server = await startTestServer({
      prepare: async (dataDir) => {
        await writeDataset(dataDir);
        await writeDataset(dataDir, 'long', LONG);
        await writeDataset(dataDir, 'longest', LONGEST, { venues: [VENUE], symbols: [SYMBOL] });
      },
    });
  });
  afterAll(() => server.stop());

  it('opens after the warm-up, and describes the recording', async () => {
    const client = await connect();
    const opened = await client.open(OPEN);
    expect(opened).toMatchObject({
      dataset: { name: 'small', simulated: true },
      timeframeMs: 300_000,
      mode: 'honest',
      rows: ROWS,
      state: { cursor: 288, furthest: 288, playing: false, strategy: { name: 'Confluence follow' } },
    });
    expect(opened.lanes).toHaveLength(6);
    expect(opened.columns).toEqual(expect.arrayContaining(['close', 'oiZ', 'cvd', 'tiers', 'bias']));
    expect(opened.state.time).toBe(opened.start + 288 * 300_000);
  });

  it('opens at the last bar closed by a time', async () => {
    const client = await connect();
    const { start } = await client.open(OPEN);
    const closeOf700 = start + 701 * 300_000;
    const at = async (time: number) => (await client.open({ ...OPEN, at: time })).state.cursor;
    expect(await at(closeOf700)).toBe(700);
    expect(await at(closeOf700 - 1)).toBe(699);
    expect(await at(0)).toBe(0);
    expect(await at(8e15)).toBe(LAST);
  });

  it('seeks by row and by time, steps both ways, and counts the seeks', async () => {
    const client = await connect();
    const { session, start, state } = await client.open(OPEN);
    const sought = await client.seek(session, 400);
    expect(sought).toMatchObject({ cursor: 400, furthest: 400 });
    expect(sought.epoch).toBeGreaterThan(state.epoch);
    const byTime = await client.request('replay_seek', { session, time: start + 351 * 300_000 });
    expect(byTime).toMatchObject({ cursor: 350, furthest: 400 });
    expect(await client.request('replay_step', { session, by: 1 })).toMatchObject({ cursor: 351 });
    expect(await client.request('replay_step', { session, by: -2 })).toMatchObject({
      cursor: 349,
      furthest: 400,
    });
    expect(await client.seek(session, 10 * ROWS)).toMatchObject({ cursor: LAST, furthest: LAST });
    expect(await client.request('replay_step', { session, by: -10 * ROWS })).toMatchObject({ cursor: 0 });
  });

  it('lets a newer seek take the place of one that is under way', async () => {
    const client = await connect();
    const { session } = await client.open({ ...OPEN, dataset: 'long' });
    const far = client.seek(session, LONG - 1);
    await client.next('replay_progress');
    const near = await client.seek(session, 300);
    expect(near).toMatchObject({ cursor: 300, furthest: 300 });
    // The older one is answered with where the session stands, and has revealed nothing.
    expect((await far).furthest).toBeLessThanOrEqual(300);
    const frame = await client.request('replay_rows', {
      session,
      ...LANE,
      from: 0,
      to: LONG,
      columns: ['close'],
    });
    expect(frame.to).toBe(301);
  });

  it('tells how far a long computation is, and answers others meanwhile', async () => {
    const [client, other] = [await connect(), await connect()];
    // Other lanes than in the test before, so that nothing of it has been computed.
    const { session, lanes } = await other.open(OPEN);
    const five = { dataset: 'long', lanes: lanes.slice(0, 5) };
    const opened = await client.open({ ...OPEN, ...five, mode: 'review' });
    const overview = client.request('replay_overview', {
      session: opened.session,
      ...LANE,
      from: 0,
      to: LONG,
      buckets: 10,
    });
    const { done, total } = await client.next('replay_progress', (told) => told.session === opened.session);
    expect(total).toBe(LONG - 289);
    expect(done).toBeLessThan(total);
    let computed = false;
    const answered = overview.finally(() => (computed = true));
    await other.request('replay_step', { session, by: 1 });
    // Others are answered in between.
    expect(computed).toBe(false);
    expect((await answered).to).toBe(LONG);
  });

  it('sends the row that a step forward passes, on every lane', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    const update = client.next('metrics_update');
    await client.request('replay_step', { session, by: 1 });
    const { frames, state, source } = await update;
    expect(source).toBe('replay');
    expect(state).toMatchObject({ session, cursor: 289 });
    expect(frames.map(({ from, to }) => [from, to])).toEqual(Array.from({ length: 6 }, () => [289, 290]));
  });

  it('plays every bar once and in order, in batches, and stops at the end', async () => {
    const client = await connect();
    const { session } = await client.open({ ...OPEN, at: 8e15 });
    await client.seek(session, 900);
    const ended = client.next('metrics_update', (update) => update.state?.playing === false);
    const started = performance.now();
    expect(await client.request('replay_play', { session, speed: 1_000 })).toMatchObject({
      playing: true,
      speed: 1_000,
    });
    expect((await ended).state).toMatchObject({ cursor: LAST, playing: false });
    const seconds = (performance.now() - started) / 1000;
    const updates = client.heard.metrics_update.map(([update]) => update as MetricsUpdate);
    let next = 901;
    for (const { frames } of updates) {
      expect(frames[0].from).toBe(next);
      next = frames[0].to;
    }
    expect(next).toBe(ROWS);
    // 599 bars at 1000 a second: neither at once, nor one update per bar.
    expect(seconds).toBeGreaterThan(0.55);
    expect(updates.length).toBeLessThan(seconds * 62 + 2);
  });

  describe('told to stop at a row', () => {
    it('stops there, and rests at once where it stands there already', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      const ended = client.next('metrics_update', ({ state }) => state?.playing === false);
      await client.request('replay_play', { session, speed: 1_000, to: 340 });
      expect((await ended).state).toMatchObject({ cursor: 340, furthest: 340 });
      const rests = { cursor: 340, furthest: 340, playing: false };
      expect(await client.request('replay_play', { session, speed: 1_000, to: 340 })).toMatchObject(rests);
      await pause(100);
      expect(await client.request('replay_pause', { session })).toMatchObject(rests);
    });

    it('refuses one that lies behind, and goes on as it was', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      await client.seek(session, 600);
      const refused = await client.refusal('replay_play', { session, speed: 5_000, to: 500 });
      expect(refused).toMatchObject({ code: 'REPLAY_PLAY_BEHIND' });
      expect(refused.message).toContain('500');
      await pause(100);
      expect(await client.request('replay_pause', { session })).toMatchObject({
        cursor: 600,
        playing: false,
      });
    });

    it('takes one beyond the end for the end', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      await client.seek(session, LAST - 50);
      const ended = client.next('metrics_update', ({ state }) => state?.playing === false);
      await client.request('replay_play', { session, speed: 5_000, to: 10 * ROWS });
      expect((await ended).state).toMatchObject({ cursor: LAST });
    });

    it('counts from where a move leads that is under way', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, dataset: 'long' });
      await client.seek(session, 5_000);
      const ended = client.next('metrics_update', ({ state }) => state?.playing === false);
      const [, played] = await Promise.all([
        client.seek(session, 400),
        client.request('replay_play', { session, speed: 5_000, to: 450 }),
      ]);
      expect(played.session).toBe(session);
      expect((await ended).state).toMatchObject({ cursor: 450, furthest: 5_000 });
      const far = client.seek(session, LONG - 1);
      expect(await client.refusal('replay_play', { session, speed: 1, to: 6_000 })).toMatchObject({
        code: 'REPLAY_PLAY_BEHIND',
      });
      await far;
    });
  });

  it('pauses where it stands, and plays on from a seek', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    await client.request('replay_play', { session, speed: 200 });
    await client.next('metrics_update');
    const paused = await client.request('replay_pause', { session });
    expect(paused.playing).toBe(false);
    expect(paused.cursor).toBeGreaterThan(288);
    await client.request('replay_play', { session, speed: 200 });
    const sought = await client.seek(session, 1_000);
    expect(sought).toMatchObject({ cursor: 1_000, playing: true });
    const update = await client.next('metrics_update', ({ state }) => state?.epoch === sought.epoch);
    expect(update.frames[0].from).toBe(1_001);
  });

  it('plays until the next signal of a tier, and jumps to the same bar', async () => {
    const client = await connect();
    const opened = await client.open(OPEN);
    const { session } = opened;
    const stopped = client.next('metrics_update', ({ state }) => state?.playing === false);
    await client.request('replay_play', { session, speed: 5_000, until: 'signal', minTier: 4 });
    const { state, signals } = await stopped;
    expect(signals.some(({ tier, row }) => tier >= 4 && row === state?.cursor)).toBe(true);
    // The same place, found lane by lane from the same start.
    const found = await Promise.all(
      opened.lanes.map(async (lane) => {
        const other = await connect();
        const { session: own } = await other.open(OPEN);
        return (
          await other.request('replay_jump', {
            session: own,
            ...lane,
            to: 'signal',
            direction: 1,
            minTier: 4,
          })
        ).cursor;
      }),
    );
    expect(Math.min(...found.filter((row) => row > 288))).toBe(state?.cursor);
    const back = await client.request('replay_jump', {
      session,
      ...LANE,
      to: 'signal',
      direction: -1,
      minTier: 1,
    });
    expect(back.cursor).toBeLessThan(state?.cursor ?? 0);
    expect(back.furthest).toBe(state?.furthest);
  });

  it('shows the same bits by play, by seek and by stepping back', async () => {
    const [byPlay, bySeek, byBack] = [await connect(), await connect(), await connect()];
    const played = await byPlay.open(OPEN);
    const done = byPlay.next('metrics_update', ({ state }) => (state?.cursor ?? 0) >= 800);
    await byPlay.request('replay_play', { session: played.session, speed: 5_000 });
    await done;
    await byPlay.request('replay_pause', { session: played.session });

    const sought = await bySeek.open(OPEN);
    await bySeek.seek(sought.session, 800);

    const stepped = await byBack.open({ ...OPEN, at: 8e15 });
    await byBack.seek(stepped.session, 801);
    await byBack.request('replay_step', { session: stepped.session, by: -1 });

    const frames = [
      await rows(byPlay, played, 0, 801),
      await rows(bySeek, sought, 0, 801),
      await rows(byBack, stepped, 0, 801),
    ];
    expect(frames.map(({ from, to }) => [from, to])).toEqual([
      [0, 801],
      [0, 801],
      [0, 801],
    ]);
    expect(bytesOf(frames[1])).toBe(bytesOf(frames[0]));
    expect(bytesOf(frames[2])).toBe(bytesOf(frames[0]));
    // And what went out while playing is what is answered afterwards.
    const live = byPlay.heard.metrics_update
      .map(([update]) =>
        (update as MetricsUpdate).frames.find((f) => f.venue === VENUE && f.symbol === SYMBOL)!,
      )
      .filter(({ to }) => to <= 801);
    for (const frame of live) {
      expect(bytesOf(frame)).toBe(bytesOf(await rows(bySeek, sought, frame.from, frame.to)));
    }
    const bar = (client: Client, { session }: ReplayOpened) =>
      client.request('replay_bar', { session, ...LANE, row: 800 });
    expect(await bar(bySeek, sought)).toEqual(await bar(byBack, stepped));
  });

  it('holds several sessions side by side, each with its own place', async () => {
    const [one, two] = [await connect(), await connect()];
    const a = await one.open(OPEN);
    const b = await two.open(OPEN);
    expect(a.session).not.toBe(b.session);
    await one.seek(a.session, 1_200);
    expect(await two.request('replay_step', { session: b.session, by: 1 })).toMatchObject({
      cursor: 289,
      furthest: 289,
    });
    // What one has computed is not shown to the other.
    expect(await rows(two, b, 0, ROWS)).toMatchObject({ from: 0, to: 290 });
    expect(await two.refusal('replay_step', { session: a.session, by: 1 })).toMatchObject({
      code: 'REPLAY_NOT_YOURS',
    });
  });

  describe('in honest mode', () => {
    it('lets nothing out that lies after the furthest bar', async () => {
      const [client, ahead] = [await connect(), await connect()];
      // Somebody else has computed it all.
      await ahead.open({ ...OPEN, at: 8e15 });
      const { session } = await client.open({ ...OPEN, strategy: BUSY });
      const furthest = 500;
      await client.seek(session, furthest - 20);
      await client.request('replay_play', { session, speed: 100 });
      await client.next('metrics_update', ({ state }) => (state?.cursor ?? 0) >= furthest - 5);
      const { furthest: reached } = await client.request('replay_pause', { session });
      await client.seek(session, 300);
      const frame = await client.request('replay_rows', { session, ...LANE, from: 0, to: ROWS });
      expect(frame.to).toBe(reached + 1);
      expect(await client.request('replay_rows', { session, ...LANE, from: 900, to: 1_000 })).toMatchObject({
        from: reached + 1,
        to: reached + 1,
      });
      await client.request('replay_overview', { session, ...LANE, from: 0, to: ROWS, buckets: 100 });
      const { trades } = await client.request('replay_trades', { session });
      expect(trades.length).toBeGreaterThan(10);
      expect(trades.every(({ exitRow }) => exitRow <= 300)).toBe(true);
      expect(await client.refusal('replay_bar', { session, ...LANE, row: reached + 1 })).toMatchObject({
        code: 'REPLAY_ROW_HIDDEN',
      });
      await client.request('replay_bar', { session, ...LANE, row: reached });
      expect(latestRow([client.answers, client.heard])).toBe(reached);
    });

    it('ends the miniature at the furthest bar', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      await client.seek(session, 400);
      await client.seek(session, 350);
      const overview = await client.request('replay_overview', {
        session,
        ...LANE,
        from: 0,
        to: ROWS,
        buckets: 50,
      });
      expect(overview).toMatchObject({ from: 0, to: 401, bucketRows: ROWS / 50 });
      expect(overview.close).toHaveLength(Math.ceil(401 / (ROWS / 50)));
      expect(overview.signals).toHaveLength(6);
      expect(overview.events.every(({ row }) => row <= 400)).toBe(true);
    });
  });

  it('opens the whole recording in review mode', async () => {
    const client = await connect();
    const opened = await client.open({ ...OPEN, mode: 'review' });
    const { session } = opened;
    expect(opened.state.cursor).toBe(288);
    const overview = await client.request('replay_overview', {
      session,
      ...LANE,
      from: 0,
      to: ROWS,
      buckets: 100,
    });
    expect(overview.to).toBe(ROWS);
    const frame = decodeFrame(await rows(client, opened, 0, ROWS, ['high', 'low', 'tiers']));
    const [high, tiers] = [frame.column('high')!, frame.column('tiers')!];
    const bucket = Array.from({ length: 15 }, (_, i) => 30 + i);
    expect(overview.high[2]).toBe(Math.max(...bucket.map((i) => high[i]).filter(Number.isFinite)));
    expect(overview.signals[0].reduce((a, b) => a + b)).toBe(tiers.filter((mask) => mask & 1).length);
    await client.request('replay_bar', { session, ...LANE, row: LAST });
  });

  it('explains a bar: every value, every tier, also those that did not fire', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    const bar = await client.request('replay_bar', { session, ...LANE, row: 100 });
    expect(bar.explanations.map(({ tier }) => tier)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(bar.signals.map(({ tier }) => tier)).toEqual(
      bar.explanations.filter(({ fired }) => fired).map(({ tier }) => tier),
    );
    // The daily windows are not full yet: missing is null, not 0.
    expect(bar.values).toMatchObject({ realizedVol: null, weightedOi: null, close: expect.any(Number) });
  });

  describe('with a strategy', () => {
    it('reports trades, totals and positions as of the cursor, however one came there', async () => {
      const [byPlay, byBack] = [await connect(), await connect()];
      const played = await byPlay.open({ ...OPEN, strategy: BUSY });
      const done = byPlay.next('metrics_update', ({ state }) => (state?.cursor ?? 0) >= 600);
      await byPlay.request('replay_play', { session: played.session, speed: 3_000 });
      await done;
      const { cursor } = await byPlay.request('replay_pause', { session: played.session });
      const back = await byBack.open({ ...OPEN, strategy: BUSY, at: 8e15 });
      const state = await byBack.seek(back.session, cursor);
      const [a, b] = [
        await byPlay.request('replay_trades', { session: played.session }),
        await byBack.request('replay_trades', { session: back.session }),
      ];
      expect(a).toEqual(b);
      expect(a.totals.trades).toBe(a.trades.length);
      expect(state.strategy).toMatchObject({
        name: 'Busy',
        trades: a.totals.trades,
        netPnl: a.totals.netPnl,
      });
      // Every trade that closed while playing was sent once, with the bar that closed it.
      const sent = byPlay.heard.metrics_update.flatMap(([update]) => (update as MetricsUpdate).trades);
      expect(sent).toEqual(a.trades.filter(({ exitRow }) => exitRow > 288));
      const last = byPlay.heard.metrics_update.at(-1)?.[0] as MetricsUpdate;
      expect(last.positions).toEqual(a.positions);
      const limited = await byBack.request('replay_trades', { session: back.session, limit: 3 });
      expect(limited).toMatchObject({ trades: a.trades.slice(-3), totals: a.totals });
    });

    it('jumps from trade to trade', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, strategy: BUSY });
      const jump = (direction: 1 | -1) =>
        client.request('replay_jump', { session, ...LANE, to: 'trade', direction });
      const first = (await jump(1)).cursor;
      const second = (await jump(1)).cursor;
      expect(second).toBeGreaterThan(first);
      expect((await jump(-1)).cursor).toBe(first);
      await client.seek(session, second);
      const { trades, positions } = await client.request('replay_trades', { session });
      const own = trades.filter(({ venue, symbol }) => venue === VENUE && symbol === SYMBOL);
      const turns = [
        ...own.flatMap(({ entryRow, exitRow }) => [entryRow, exitRow]),
        ...(positions ?? []).map(({ entryRow }) => entryRow),
      ];
      expect(turns).toEqual(expect.arrayContaining([first, second]));
    });

    it('changes it on the way, removes it, and names what is wrong with it', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, strategy: null });
      const follow = (strategy: string | null) => client.request('replay_strategy', { session, strategy });
      expect(
        await client.refusal('replay_jump', { session, ...LANE, to: 'trade', direction: 1 }),
      ).toMatchObject({
        code: 'REPLAY_NO_STRATEGY',
      });
      await client.seek(session, 900);
      expect((await follow(BUSY)).strategy).toMatchObject({ name: 'Busy', trades: expect.any(Number) });
      const refused = await client.refusal('replay_strategy', {
        session,
        strategy: 'name: a\nentry: { long: rsy < 3 }',
      });
      expect(refused.message).toContain('"rsy" is not a known name');
      expect((await client.seek(session, 901)).strategy?.name).toBe('Busy');
      expect((await follow(null)).strategy).toBeNull();
    });
  });

  describe('with a strategy that changes along with a move', () => {
    it.each([
      ['replay_seek', { row: LONG - 200 }],
      ['replay_step', { by: -3 }],
      ['replay_jump', { ...LANE, to: 'signal', direction: -1 }],
    ] as const)('does both: %s %j', async (name, move) => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, dataset: 'long', at: 8e15 });
      // Terms of its own, so that nobody has decided anything of it before.
      const strategy = `${BUSY}\nleverage: 1.${name.length}`;
      const [changed, moved] = await Promise.all([
        client.request('replay_strategy', { session, strategy }),
        client.ask(name, { session, ...move }),
      ]);
      expect(changed.strategy?.name).toBe('Busy');
      const state = await client.request('replay_pause', { session });
      const wanted = { replay_seek: LONG - 200, replay_step: LONG - 4, replay_jump: state.cursor }[name];
      expect(moved).toMatchObject({ ok: true, data: { cursor: wanted } });
      expect(state.cursor).toBeLessThan(LONG - 1);
      const { trades } = await client.request('replay_trades', { session });
      expect(trades.length).toBeGreaterThan(100);
      expect(state.strategy).toMatchObject({ name: 'Busy', trades: trades.length });
    });

    it('does both while the viewer scrubs: some of the moves come in the middle of it', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, dataset: 'longest', at: 8e15 });
      for (const name of ['First', 'Second', 'Third']) {
        const strategy = BUSY.replace('Busy', name);
        const changing = client.request('replay_strategy', { session, strategy });
        for (let k = 0; k < 40; k++) {
          void client.seek(session, LONGEST - 1 - k);
          await pause(1);
        }
        expect((await changing).strategy?.name).toBe(name);
        expect((await client.seek(session, LONGEST - 300)).strategy?.name).toBe(name);
      }
    }, 30_000);

    it('has decided up to where a move led meanwhile', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, dataset: 'long', strategy: null });
      await client.seek(session, LONG / 2);
      const [changed, moved] = await Promise.all([
        client.request('replay_strategy', { session, strategy: BUSY }),
        client.seek(session, LONG - 1),
      ]);
      expect([changed.strategy?.name, moved.cursor]).toEqual(['Busy', LONG - 1]);
      const { strategy } = await client.request('replay_pause', { session });
      const direct = await connect();
      const other = await direct.open({ ...OPEN, dataset: 'long', strategy: BUSY });
      expect((await direct.seek(other.session, LONG - 1)).strategy).toEqual(strategy);
    });

    it('says of the one that another took the place of that it does not run', async () => {
      const client = await connect();
      const { session } = await client.open({ ...OPEN, dataset: 'long', at: 8e15 });
      const named = (name: string): string => BUSY.replace('Busy', name);
      const [first, second] = await Promise.all([
        client.ask('replay_strategy', { session, strategy: named('First') }),
        client.ask('replay_strategy', { session, strategy: named('Second') }),
      ]);
      expect(first).toMatchObject({ ok: false, error: { code: 'REPLAY_STRATEGY_INTERRUPTED' } });
      expect(second).toMatchObject({ ok: true, data: { strategy: { name: 'Second' } } });
    });
  });

  it('sends what is watched, and derived columns', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    await client.request('replay_watch', { session, lanes: [LANE], columns: ['close', 'sma(close,20)'] });
    const update = client.next('metrics_update');
    await client.request('replay_step', { session, by: 3 });
    const { frames } = await update;
    expect(frames.map(({ venue, symbol, columns }) => ({ venue, symbol, columns }))).toEqual([
      { ...LANE, columns: ['openTime', 'close', 'sma(close,20)'] },
    ]);
  });

  it('has room for derived columns again once the replay that used it up is closed', async () => {
    const [first, second] = [await connect(), await connect()];
    // Lanes of their own, so that no other test holds the same market.
    const request = { ...OPEN, lanes: [LANE] };
    const { session } = await first.open(request);
    const columns = Array.from({ length: 64 }, (_, n) => `sma(close,${n + 2})`);
    const one = ['sma(close,90)'];
    await first.request('replay_watch', { session, columns });
    const other = await second.open(request);
    expect(await second.refusal('replay_watch', { session: other.session, columns: one })).toMatchObject({
      code: 'COLUMNS_TOO_MANY',
    });
    // What it says to do about it helps.
    await first.request('replay_close', { session });
    await second.request('replay_close', { session: other.session });
    const again = await second.open(request);
    await second.request('replay_watch', { session: again.session, columns: one });
  });

  it('announces signals of tier 2 and above, and what detectors say', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    await client.request('replay_play', { session, speed: 5_000 });
    const {
      signals,
      events,
      session: room,
    } = await client.next('alert_toast', (toast) => toast.signals.length > 0);
    expect(room).toBe(session);
    expect(signals.every(({ tier }) => tier >= 2)).toBe(true);
    expect(Array.isArray(events)).toBe(true);
  });

  it('keeps the place when the connection breaks while playing, and plays on when it is back', async () => {
    const first = await connect();
    const { session } = await first.open(OPEN);
    await first.request('replay_play', { session, speed: 500 });
    await first.next('metrics_update');
    first.breakOff();
    const second = await connect();
    const resumed = await second.request('replay_resume', { session });
    expect(resumed.state).toMatchObject({ session, playing: true });
    const update = await second.next('metrics_update');
    expect(update.frames[0].from).toBe(resumed.state.cursor + 1);
    // Whoever takes over leaves the other one without.
    const third = await connect();
    const ended = second.next('replay_ended');
    await third.request('replay_resume', { session });
    expect(await ended).toMatchObject({ session, reason: expect.stringContaining('taken over') });
  });

  it('ends a session', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    expect(await client.request('replay_close', { session })).toBeNull();
    expect(await client.refusal('replay_step', { session, by: 1 })).toMatchObject({
      code: 'REPLAY_SESSION_UNKNOWN',
    });
  });

  describe('answers a bad request by name', () => {
    const session = '3f1c1f9e-6a52-4a37-9d8e-0f6f4f1f2a11';
    it.each([
      ['replay_open', {}, 'REQUEST_INVALID', /dataset/],
      ['replay_open', { dataset: 'none', timeframe: '5m' }, 'DATASET_UNKNOWN', /no dataset "none"/],
      ['replay_open', { dataset: '../../etc', timeframe: '5m' }, 'DATASET_NAME', /etc/],
      ['replay_open', { dataset: 'small', timeframe: '7m' }, 'TIMEFRAME_UNKNOWN', /"7m"/],
      ['replay_open', { dataset: 'small', timeframe: '1h' }, 'TIMEFRAME_UNKNOWN', /no 1h bars/],
      ['replay_open', { ...OPEN, lanes: [] }, 'REQUEST_INVALID', /lanes/],
      ['replay_open', { ...OPEN, lanes: [{ venue: 'okx', symbol: SYMBOL }] }, 'LANE_UNKNOWN', /okx/],
      ['replay_open', { ...OPEN, lanes: [{ venue: 1 }] }, 'REQUEST_INVALID', /lanes\.0/],
      ['replay_open', { ...OPEN, mode: 'peek' }, 'REQUEST_INVALID', /mode/],
      ['replay_open', { ...OPEN, extra: 1 }, 'REQUEST_INVALID', /extra/],
      ['replay_open', 'small', 'REQUEST_INVALID', /./],
      ['replay_open', null, 'REQUEST_INVALID', /./],
      ['replay_open', [1, 2], 'REQUEST_INVALID', /./],
      ['replay_step', { session, by: 1 }, 'REPLAY_SESSION_UNKNOWN', /over/],
      ['replay_step', { session: 'x', by: 1 }, 'REQUEST_INVALID', /session/],
      ['replay_step', { session, by: 0.5 }, 'REQUEST_INVALID', /by/],
      ['replay_play', { session, speed: 1e9 }, 'REQUEST_INVALID', /speed/],
      ['replay_play', { session, speed: null }, 'REQUEST_INVALID', /speed/],
    ])('%s %j: %s', async (name, payload, code, message) => {
      const client = await connect();
      const error = await client.refusal(name, payload);
      expect(error.code).toBe(code);
      expect(error.message).toMatch(message);
    });

    it('and one that an open session refuses', async () => {
      const client = await connect();
      const { session: own } = await client.open(OPEN);
      const refused = async (name: string, request: object) =>
        (await client.refusal(name, { session: own, ...request })).code;
      expect(await refused('replay_seek', {})).toBe('REPLAY_SEEK');
      expect(await refused('replay_seek', { row: null })).toBe('REPLAY_SEEK');
      expect(await refused('replay_seek', { time: null })).toBe('REPLAY_SEEK');
      expect(await refused('replay_seek', { row: 1, time: 2 })).toBe('REPLAY_SEEK');
      expect(await refused('replay_rows', { ...LANE, from: 5, to: 1 })).toBe('REPLAY_RANGE');
      expect(await refused('replay_rows', { ...LANE, from: 0, to: 1, columns: ['oiZZ'] })).toBe(
        'METRIC_UNKNOWN',
      );
      expect(await refused('replay_rows', { ...LANE, symbol: 'X/Y:Y', from: 0, to: 1 })).toBe('LANE_UNKNOWN');
      expect(await refused('replay_bar', { ...LANE, row: ROWS })).toBe('REPLAY_ROW_NOT_FOUND');
      expect(await refused('replay_jump', { ...LANE, to: 'signal', direction: 2 })).toBe('REQUEST_INVALID');
    });

    it('and more sessions than one page may have', async () => {
      const client = await connect();
      for (let i = 0; i < 8; i++) await client.open(OPEN);
      expect(await client.refusal('replay_open', OPEN)).toMatchObject({ code: 'REPLAY_TOO_MANY_SESSIONS' });
    });
  });

  it('refuses pages of other servers', async () => {
    await expect(Client.connect(server.url, { origin: 'http://evil.example' })).rejects.toThrow();
    await connect({ origin: new URL(server.url).origin });
  });
});
