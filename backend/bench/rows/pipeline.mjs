import { KeyFrames, Lane, Market, Tape } from '@hindcast/engine';
import { KEY, marketColumns, recordsOf, tapeOf } from '../market.mjs';
import { measure, rate, seconds } from '../measure.mjs';

const ROWS = 1_000_000;

/** The whole signal path, one push per bar: every metric, tier and detector of one lane. */
export function pipelinePush() {
  const market = marketColumns(ROWS);
  const { records, width } = recordsOf(market);
  const run = () => {
    const tape = Tape.empty(KEY, ROWS);
    const lane = new Lane(tape);
    const tiers = lane.column('tiers');
    let fired = 0;
    const time = seconds(() => {
      for (let i = 0; i < ROWS; i++) {
        tape.appendRecord(market.openTime[i], records, i * width);
        lane.advance(i + 1);
        if (tiers.data[i] > 0) fired++;
      }
    });
    if (fired === 0) throw new Error('no tier fired: the benchmark measures nothing');
    return time;
  };
  return rate('pipeline.push', 'bars/s', ROWS, measure(5, run));
}

/** The same over blocks of rows, as a backtest does. */
export function pipelineSpan() {
  const market = marketColumns(ROWS);
  const run = () => {
    const lane = new Lane(tapeOf(market));
    return seconds(() => lane.advance(ROWS));
  };
  return rate('pipeline.span', 'bars/s', ROWS, measure(5, run));
}

/** Exact state at a random bar of a million: key frame and step. */
export function seek() {
  const market = new Market([tapeOf(marketColumns(ROWS))]);
  const frames = new KeyFrames(market, 256);
  frames.advance(ROWS);
  let row = 1;
  const jump = () => {
    row = (row * 48_271) % 2_147_483_647;
    return seconds(() => frames.seek(row % ROWS)) * 1_000;
  };
  // The first jumps, run by the interpreter, are not counted.
  for (let k = 0; k < 200; k++) jump();
  const times = Array.from({ length: 2_000 }, jump).sort((a, b) => a - b);
  return { name: 'seek.p99', value: times[1_979], unit: 'ms', spread: times[1_979] - times[1_000] };
}
