import type { Tape } from '@hindcast/engine';
import {
  formatTruth,
  seededRandom,
  simulateMarket,
  truthDocument,
  type MarketSpec,
  type SimulatedMarket,
} from '@hindcast/engine/testing';
import { DatasetWriter, type DatasetManifest } from '../../datasets/index.ts';
import { writeTape } from '../../datasets/tape-writer.ts';
import { demoReadme } from './demo-readme.ts';

export const TRUTH_FILE = 'truth.json';

/** Writes a simulated market with its truth and its README as a dataset folder, which must not exist yet. */
export async function writeDemo(folder: string, spec: MarketSpec, seed: string): Promise<DatasetManifest> {
  const market = simulateMarket(spec, seededRandom(seed));
  const writer = await DatasetWriter.open(
    {
      name: 'demo',
      title: 'Demo: a simulated market',
      origin: `Simulated by Hindcast's market generator, seed "${seed}". Nothing of it was traded anywhere.`,
      licence: 'MIT',
      simulated: true,
      notes: [
        'Simulated market: prices, volumes, positions and liquidations are invented.',
        'What was planted, and when, is listed in truth.json.',
      ],
      // The end of the recording: a clock would make every regeneration a different document.
      createdAt: spec.start + spec.days * 86_400_000,
    },
    folder,
  );
  try {
    await attachTexts(writer, spec, seed, market);
    for (const tape of market.tapes) await writeTape(writer, tape);
    return await writer.commit();
  } finally {
    await writer.abort();
  }
}

async function attachTexts(
  writer: DatasetWriter,
  spec: MarketSpec,
  seed: string,
  { tapes, planted }: SimulatedMarket,
): Promise<void> {
  const [first]: Tape[] = tapes;
  await writer.attach(TRUTH_FILE, formatTruth(truthDocument(seed, spec, first.rows, planted)));
  await writer.attach('README.md', demoReadme(spec, seed, tapes, planted));
}
