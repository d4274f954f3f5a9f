import { beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_CONFIG, type EngineConfig } from '../config.ts';
import { Market } from '../market.ts';
import { seededRandom } from '../numeric/random.ts';
import { DEMO_SEED, demoSpec } from './demo-spec.ts';
import { detectionsOf, type Detection } from './detections.ts';
import type { PlantedEvent, PlantedKind } from './planted.ts';
import { simulateMarket, type SimulatedMarket } from './simulate.ts';
import { formatTruth, parseTruth, truthDocument } from './truth-document.ts';
import { scoreDetectors, type DetectorScore } from './truth.ts';

const BTC = 'BTC/USDT:USDT';
const base = { symbol: BTC, fromTime: 0, toTime: 0, findable: true };
const cascade: PlantedEvent = {
  ...base,
  kind: 'cascade',
  venue: 'x',
  fromRow: 10,
  toRow: 20,
  detail: { severity: 3 },
};
const claim = (row: number, text: string, venue = 'x'): Detection => ({
  kind: 'cascade',
  symbol: BTC,
  venue,
  row,
  claim: text,
});
const scoreOf = (claims: Detection[], truth: PlantedEvent[]): DetectorScore =>
  scoreDetectors(claims, truth).find(({ kind }) => kind === 'cascade')!;

describe('scoreDetectors', () => {
  it('finds a planted event by a claim that says what was planted', () => {
    expect(scoreOf([claim(12, '2'), claim(14, '3')], [cascade])).toMatchObject({
      planted: 1,
      found: 1,
      falseEvents: 0,
    });
  });

  it('misses it when the claim is too low, too late or on another venue', () => {
    expect(scoreOf([claim(12, '2')], [cascade])).toMatchObject({ found: 0, falseEvents: 0, recall: 0 });
    expect(scoreOf([claim(21, '3')], [cascade])).toMatchObject({ found: 0, falseEvents: 1, precision: 0 });
    expect(scoreOf([claim(12, '3', 'y')], [cascade])).toMatchObject({ found: 0, falseEvents: 1 });
  });

  it('calls a claim false that goes beyond what was planted', () => {
    const score = scoreOf([claim(12, '3'), claim(13, '4')], [cascade]);
    expect(score).toMatchObject({ found: 1, claims: 2, falseEvents: 1, precision: 0.5 });
    expect(score.unexplained).toEqual(claim(13, '4'));
  });

  it('does not ask for what cannot be found', () => {
    const score = scoreOf([], [{ ...cascade, findable: false }]);
    expect(score).toMatchObject({ planted: 0, unfindable: 1, found: 0, missed: null });
    expect([score.recall, score.precision]).toEqual([NaN, NaN]);
  });
});

describe('the engine on the planted market', () => {
  let simulated: SimulatedMarket;
  beforeAll(() => {
    simulated = simulateMarket(demoSpec(), seededRandom(DEMO_SEED));
  }, 60_000);

  function scores(config: EngineConfig): Map<PlantedKind, DetectorScore> {
    const market = new Market(simulated.tapes, { config });
    market.advance(market.rows);
    return new Map(
      scoreDetectors(detectionsOf(market), simulated.planted).map((score) => [score.kind, score]),
    );
  }

  it('finds at least 95 % of every kind, with at most 5 % false claims, at default thresholds', () => {
    const all = [...scores(DEFAULT_CONFIG).values()];
    expect(all.filter(({ recall, precision }) => !(recall >= 0.95 && precision >= 0.95))).toEqual([]);
    expect(all).toHaveLength(12);
  }, 60_000);

  // That the default thresholds do so well would say little if any others did as well.
  it('makes false claims with thresholds that are too low', () => {
    const { signals, cascade: hour, funding, volatility, correlation } = DEFAULT_CONFIG;
    const lax = scores({
      ...DEFAULT_CONFIG,
      signals: { ...signals, oiZ: 1.5, flowOiDeltaPct: 0.3, divergence: 1.4, cautionFundingRate: 0.00005 },
      cascade: { ...hour, totalUsd: 200_000 },
      funding: { ...funding, anomaly: 1.4 },
      volatility: { ...volatility, highVol: 2.2 },
      correlation: { ...correlation, sigma: 1 },
    });
    const kinds = ['anomaly', 'confluence', 'flow', 'caution', 'divergence'] as const;
    for (const kind of [...kinds, 'cluster', 'cascade', 'funding', 'volatility', 'correlation'] as const) {
      expect([kind, lax.get(kind)!.precision < 0.95]).toEqual([kind, true]);
    }
  }, 60_000);

  it('misses what is planted with thresholds that are too high', () => {
    const { signals, cascade: hour, funding, volatility, correlation } = DEFAULT_CONFIG;
    const strict = scores({
      ...DEFAULT_CONFIG,
      signals: { ...signals, oiZ: 3.5, flowOiDeltaPct: 1.3, divergence: 3.2, clusterSignals: 5 },
      cascade: { ...hour, totalUsd: 1_500_000 },
      funding: { ...funding, anomaly: 2.6 },
      volatility: { ...volatility, highVol: 0.6 },
      correlation: { ...correlation, sigma: 12, fall: 0.9 },
    });
    const kinds = ['anomaly', 'confluence', 'flow', 'divergence', 'cluster'] as const;
    for (const kind of [...kinds, 'cascade', 'funding', 'volatility', 'correlation'] as const) {
      expect([kind, strict.get(kind)!.recall < 0.95]).toEqual([kind, true]);
    }
  }, 60_000);
});

describe('the truth document', () => {
  const document = truthDocument('seed', { ...demoSpec(), days: 1 }, 288, [cascade]);

  it('survives being written and read', () => {
    expect(parseTruth(formatTruth(document), 'truth.json')).toEqual(document);
    expect(document.edges.map(({ symbol }) => symbol)).toEqual(['ETH/USDT:USDT']);
  });

  it('has one event a line', () => {
    const lines = formatTruth({ ...document, events: [cascade, cascade] }).split('\n');
    expect(
      lines.filter((line) => line.includes('"cascade","') || line.includes('"kind":"cascade"')),
    ).toHaveLength(2);
  });

  it.each([
    ['<html>', 'is not JSON'],
    ['{"seed":"x"}', 'has no list of events'],
    ['{"events":[{"kind":"flood","fromRow":1,"toRow":2,"symbol":"B"}]}', 'has no valid event number 1'],
  ])('refuses %s', (text, message) => {
    expect(() => parseTruth(text, 'truth.json')).toThrow(`truth.json ${message}`);
  });
});
