import { setTimeout as wait } from 'node:timers/promises';
import { BAR, Closes, health, LIST, quantile, usage, VENUES } from './market.mjs';
import { Readers } from './readers.mjs';
import { ask, startThread } from './threads.mjs';

const SPEED = 30;
const CLOSES = 6;
/** Readers of the crowd that stop reading while the others go on. */
const SLOW = 5;
/** Closes that they sleep through: less than the 45 s after which a server gives a silent socket up. */
const ASLEEP = 3;

/**
 * A crowd of sockets that all want every update. An update's way to a reader is counted from the decision of its bar: from the
 * close less the lag that the server itself reports.
 */
export async function fanOut(venue, server, symbols, crowd) {
  const readers = await Readers.open(server.url, crowd);
  const slow = await slowReaders(server.url, symbols);
  const times = new Closes(venue);
  const before = await usage(server.child.pid);
  venue.setSpeed(SPEED);
  const lags = new Map();
  const heard = await listen(server.url, readers, lags, (CLOSES - ASLEEP) * crowd);
  for (const one of slow) one.postMessage('hold');
  heard.push(...(await listen(server.url, readers, lags, ASLEEP * crowd)));
  const after = await usage(server.child.pid);
  times.stop();
  const caught = await caughtUp(slow, heard);
  readers.close();
  const whole = [...lags.keys()].filter((time) => heard.some((one) => one.time === time));
  const ways = heard
    .filter(({ time }) => whole.includes(time))
    .map(({ time, at }) => at - times.at(time + BAR) - lags.get(time));
  return [
    ['live.crowd.updates', ways.length / whole.length / crowd, 'per reader and close'],
    ['live.crowd.p50', quantile(ways, 0.5), 'ms'],
    ['live.crowd.p99', quantile(ways, 0.99), 'ms'],
    ['live.crowd.most', Math.max(...ways), 'ms'],
    ['live.crowd.memory', after.rssMb - before.rssMb, 'MB more'],
    ['live.crowd.slow_skipped', caught.skipped, 'closes left out, each'],
    ['live.crowd.slow_caught_up', caught.newest, `of ${SLOW}`],
  ];
}

async function slowReaders(url, symbols) {
  const lane = { venue: VENUES[0], symbol: symbols[0] };
  const slow = [];
  for (let k = 0; k < SLOW; k++)
    slow.push(await startThread('./slow-reader-thread.mjs', { url, list: LIST, lane }));
  return slow;
}

/** What the crowd hears until it is so much; notes how late behind its close each bar was decided, by its open. */
async function listen(url, readers, lags, messages) {
  const heard = [];
  let decided = (await health(url)).slices;
  while (heard.length < messages) {
    await wait(100);
    const { lagMs, slices, marketTime } = await health(url);
    if (slices > decided) lags.set(Math.floor(marketTime / BAR) * BAR - BAR, lagMs);
    decided = slices;
    heard.push(...(await readers.heard()));
  }
  return heard;
}

/** Of the slow readers that read again: how many get the newest row at once, and closes that they were spared. */
async function caughtUp(slow, heard) {
  const newest = Math.max(...heard.map(({ row }) => row));
  for (const one of slow) one.postMessage('read');
  await wait(1_500);
  const rows = await Promise.all(slow.map((one) => ask(one, 'rows')));
  for (const one of slow) one.postMessage('close');
  const own = rows.map((heard) => new Set(heard.filter((row) => row > newest - ASLEEP)).size);
  return {
    newest: rows.filter((heard) => Math.max(...heard) >= newest).length,
    skipped: ASLEEP - Math.max(...own),
  };
}
