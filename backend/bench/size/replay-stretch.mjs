import { io } from 'socket.io-client';
import { setTimeout as wait } from 'node:timers/promises';

const ANSWER_MS = 900_000;

/** Opens the whole dataset in a running server as the page does, plays on, jumps to its middle and reads a window. */
export async function replayStretch(server) {
  const socket = io(await addressOf(server), { transports: ['websocket'] });
  const ask = async (name, payload) => {
    const answer = await socket.timeout(ANSWER_MS).emitWithAck(name, payload);
    if (!answer.ok)
      throw new Error(`${name}: ${answer.error.code}: ${answer.error.message} ${answer.error.action}`);
    return answer.data;
  };
  const rows = [];
  const timed = async (what, work) => {
    const started = performance.now();
    const result = await work();
    rows.push([what, (performance.now() - started) / 1000, 's']);
    return result;
  };
  try {
    const opened = await timed('open', () =>
      ask('replay_open', { dataset: 'size', timeframe: '5m', mode: 'review' }),
    );
    const { session, lanes, start } = opened;
    await ask('replay_watch', { session, lanes: lanes.slice(0, 1) });
    const { cursor } = opened.state;
    await timed('step 1 day of all', () => ask('replay_step', { session, by: 288 }));
    await timed('jump to the middle', () =>
      ask('replay_seek', { session, row: Math.trunc(opened.rows / 2) }),
    );
    await timed('jump back', () => ask('replay_seek', { session, row: cursor }));
    await timed('jump to the end', () => ask('replay_seek', { session, row: opened.rows - 1 }));
    const { venue, symbol } = lanes.at(-1);
    await timed('1,000 rows of a lane', () =>
      ask('replay_rows', { session, venue, symbol, from: opened.rows - 1000, to: opened.rows }),
    );
    rows.push(['symbols', lanes.length, ''], ['bars', (lanes.length * opened.rows) / 1e6, 'M']);
    if (!(start > 0)) throw new Error('the recording has no beginning');
    await ask('replay_close', { session });
  } finally {
    socket.disconnect();
  }
  return rows;
}

async function addressOf(server) {
  for (let tries = 0; tries < 600; tries++) {
    const url = /https?:\S+/.exec(server.said())?.[0];
    if (url) return url;
    await wait(100);
  }
  throw new Error(`the server did not start: ${server.said().slice(-2000)}`);
}
