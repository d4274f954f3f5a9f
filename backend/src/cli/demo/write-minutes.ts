import { Resampler } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetWriter, type DatasetManifest } from '../../datasets/index.ts';
import { writeTape } from '../../datasets/tape-writer.ts';

const START = Date.UTC(2025, 0, 6);
const ROWS = 3 * 1_440;

/**
 * Writes three days of one symbol as 1m bars and as the 5m bars made of them: what a suite needs to see stops and
 * targets decided inside a bar. The market is wild rather than plausible; the folder must not exist yet.
 */
export async function writeMinutes(folder: string): Promise<DatasetManifest> {
  const [minutes] = smallMarket('minutes', {
    rows: ROWS,
    symbols: ['BTC/USDT:USDT'],
    venues: ['binanceusdm'],
    timeframe: '1m',
    start: START,
  });
  const higher = new Resampler(minutes, '5m');
  higher.advance(minutes.rows);
  const writer = await DatasetWriter.open(
    {
      name: 'minutes',
      title: 'Three days of minutes: a simulated market',
      origin: "Simulated by Hindcast's generator of small markets. Nothing of it was traded anywhere.",
      licence: 'MIT',
      simulated: true,
      notes: ['Simulated market, wilder than any real one: for the regression suites.'],
      createdAt: START + ROWS * 60_000,
    },
    folder,
  );
  try {
    await writeTape(writer, minutes);
    await writeTape(writer, higher.tape);
    return await writer.commit();
  } finally {
    await writer.abort();
  }
}
