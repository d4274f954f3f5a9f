import { beforeAll, describe, expect, it } from '@jest/globals';
import { Market } from '../market.ts';
import { seededRandom } from '../numeric/random.ts';
import { DEMO_SEED, demoSpec } from './demo-spec.ts';
import { detectionsOf, type Detection } from './detections.ts';
import type { PlantedEvent } from './planted.ts';
import { simulateMarket } from './simulate.ts';
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
  let scores: DetectorScore[];
  beforeAll(() => {
    const { tapes, planted } = simulateMarket(demoSpec(), seededRandom(DEMO_SEED));
    const market = new Market(tapes);
    market.advance(market.rows);
    scores = scoreDetectors(detectionsOf(market), planted);
  }, 60_000);

  it('finds at least 95 % of every kind, with at most 5 % false claims', () => {
    const table = scores.map(({ kind, recall, precision }) => ({
      kind,
      ok: recall >= 0.95 && precision >= 0.95,
    }));
    expect(table.filter(({ ok }) => !ok)).toEqual([]);
    expect(table).toHaveLength(12);
  });
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
