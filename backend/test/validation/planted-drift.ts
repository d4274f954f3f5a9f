import { Tape } from '@hindcast/engine';
import { seededRandom } from '@hindcast/engine/testing';
import type { DatasetStore } from '../../src/datasets/index.ts';

const START = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;
/** A sign stands at every so many bars; the price drifts over the bars after it. */
const EVERY = 24;
const DRIFT_BARS = 6;
const DRIFT = 0.004;
/** What says that the drift is coming, in a field that nothing else is made of. */
const SIGN = 9;

/** 100 days of hourly bars: the price wanders by 0.3 % a bar, and rises by 0.4 % on each of six bars after a sign. */
export async function writePlantedDrift(store: DatasetStore, name: string, rows = 2_400): Promise<void> {
  const random = seededRandom('planted drift');
  let close = 100;
  const bars = Array.from({ length: rows }, (_, row) => {
    const since = row % EVERY;
    const open = close;
    close *= 1 + 0.003 * random.normal() + (since >= 1 && since <= DRIFT_BARS ? DRIFT : 0);
    return {
      ...{ openTime: START + row * HOUR, open, close, volume: 1 },
      ...{ high: Math.max(open, close), low: Math.min(open, close) },
      takerLongShort: since === 0 ? SIGN : 1,
    };
  });
  const tape = Tape.fromBars({ venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '1h' }, bars);
  const about = { title: name, origin: 'made here', licence: 'none', simulated: true };
  await store.write({ name, ...about, createdAt: 0, notes: [] }, [tape]);
  await store.settled();
}
