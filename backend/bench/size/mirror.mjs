// A mirror of Binance's archive with an invented market: <folder>/data/futures/um/monthly/klines/<symbol>/5m/*.zip
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from '@hindcast/engine/testing';
import yazl from 'yazl';

const STEP = 300_000;
const HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n';

/** Writes one symbol's months and returns how many bars they hold. */
export async function writeSymbol(folder, symbol, year, months) {
  const place = join(folder, 'data/futures/um/monthly/klines', symbol, '5m');
  await mkdir(place, { recursive: true });
  const random = seededRandom(symbol);
  const walk = { price: 5 + 50_000 * random.next() ** 4, random };
  let bars = 0;
  for (let month = 0; month < months; month++) {
    const name = `${symbol}-5m-${year}-${String(month + 1).padStart(2, '0')}`;
    const [from, to] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from(csv(walk, from, to)), `${name}.csv`, { mtime: new Date(to) });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(join(place, `${name}.zip`)));
    bars += (to - from) / STEP;
  }
  return bars;
}

function csv(walk, from, to) {
  const { random } = walk;
  let text = HEADER;
  for (let time = from; time < to; time += STEP) {
    const open = walk.price;
    const close = open * (1 + 0.002 * random.normal());
    walk.price = close;
    const reach = 1 + 0.001 * random.next();
    const volume = 1e6 * (0.2 + random.next()) * (1 / open);
    const taker = volume * (0.3 + 0.4 * random.next());
    const prices = [open, Math.max(open, close) * reach, Math.min(open, close) / reach, close];
    text +=
      `${time},${prices.map((price) => price.toFixed(4)).join(',')},${volume.toFixed(3)},${time + STEP - 1},` +
      `${(volume * close).toFixed(4)},${Math.trunc(500 * random.next()) + 1},${taker.toFixed(3)},${(taker * close).toFixed(4)},0\n`;
  }
  return text;
}
