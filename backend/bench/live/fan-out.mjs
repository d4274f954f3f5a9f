import { setTimeout as wait } from 'node:timers/promises';
import { BAR, Closes, health, LIST, quantile, usage } from './market.mjs';
import { Readers } from './readers.mjs';
import { ask, startThread } from './threads.mjs';

const SPEED = 30;
const CLOSES = 6;
/** Readers of the crowd that stop reading while the others go on. */
const SLOW = 5;

/**
 * A crowd of sockets that all want every update. An update's way to a reader is counted from the decision of its bar: from the
 * close less the lag that the server itself reports.
 */
export async function fanOut(venue, server, crowd) {
  const readers = await Readers.open(server.url, crowd);
  const slow = [];
  for (let k = 0; k < SLOW; k++)
    slow.push(await startThread('./slow-reader-thread.mjs', { url: server.url, list: LIST }));
  for (const one of slow) one.postMessage('hold');
  const times = new Closes(venue);
  const before = await usage(server.child.pid);
  venue.setSpeed(SPEED);
  const { lags, heard } = await listen(server.url, readers, crowd);
  const after = await usage(server.child.pid);
  times.stop();
  const whole = [...lags.keys()].filter((time) => heard.some((one) => one.time === time)).slice(0, CLOSES);
  const ways = heard
    .filter(({ time }) => whole.includes(time))
    .map(({ time, at }) => at - times.at(time + BAR) - lags.get(time));
  const caughtUp = await newestOf(slow, heard);
  readers.close();
  return [
    ['live.crowd.updates', ways.length / whole.length / crowd, 'per reader and close'],
    ['live.crowd.p50', quantile(ways, 0.5), 'ms'],
    ['live.crowd.p99', quantile(ways, 0.99), 'ms'],
    ['live.crowd.memory', after.rssMb - before.rssMb, 'MB more'],
    ['live.crowd.slow_caught_up', caughtUp, `of ${SLOW}`],
  ];
}

/** What the crowd hears over some closes, and how late behind its close each was decided, by the open of its bar. */
async function listen(url, readers, crowd) {
  const lags = new Map();
  const heard = [];
  let decided = (await health(url)).slices;
  while (heard.length < CLOSES * crowd) {
    await wait(200);
    const { lagMs, slices, marketTime } = await health(url);
    if (slices > decided) lags.set(Math.floor(marketTime / BAR) * BAR - BAR, lagMs);
    decided = slices;
    heard.push(...(await readers.heard()));
  }
  return { lags, heard };
}

/** How many of the slow readers got the newest row as soon as they read again. */
async function newestOf(slow, heard) {
  for (const one of slow) one.postMessage('read');
  await wait(1_500);
  const newest = Math.max(...heard.map(({ row }) => row));
  const rows = await Promise.all(slow.map((one) => ask(one, 'rows')));
  for (const one of slow) one.postMessage('close');
  return rows.filter((own) => Math.max(...own) >= newest).length;
}
