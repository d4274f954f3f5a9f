import { describe, expect, it } from '@jest/globals';
import { barSentence, detectorSentences, positionSentence, tierSentence } from './bar-in-words.ts';

const LANE = { venue: 'bybit', symbol: 'BTC/USDT:USDT' };

describe('a bar in words', () => {
  it('says where and when, what fires and on which side', () => {
    const values: Record<string, number> = { close: 61_588.2, volume: 379.6, oiZ: -0.79, tiers: 5, bias: -1 };
    expect(barSentence(LANE, Date.UTC(2025, 0, 13), (column) => values[column] ?? NaN)).toBe(
      'BTC/USDT:USDT on bybit, 2025-01-13 00:00 UTC. Close 61,588.2, volume 379.6, open-interest Z −0.79. ' +
        'Fires: tier 1 anomaly, tier 3 flow. Bias short.',
    );
    expect(barSentence(LANE, 0, () => NaN)).toContain(
      'Close –, volume –, open-interest Z –. Fires: no tier.',
    );
  });

  it('says what the open position has brought', () => {
    expect(positionSentence(null)).toBe('No open position.');
    const position = {
      ...LANE,
      ...({ side: 'long', size: 1, entryRow: 3, entryTime: Date.UTC(2025, 0, 12, 10) } as const),
      ...{ entryPrice: 61_000, unrealisedPnl: 12.3, mae: -4, mfe: 20, regret: 7.7 },
      ...{ stop: 60_000, target: null, liquidation: 55_500 },
    };
    expect(positionSentence(position)).toBe(
      'Open position: long since 12 Jan 10:00 UTC at 61,000.0. Unrealised PnL +12.30 USDT, ' +
        'furthest against it (MAE) −4.00, furthest with it (MFE) +20.00, regret of not having left 7.70. ' +
        'Set: stop 60,000.0, liquidation 55,500.0.',
    );
  });

  it('says the state of each detector, and the facts where it speaks', () => {
    const doc = (name: string, words: Record<number, string>) =>
      [name, { name, unit: 'state', meaning: '', formula: '', warmUp: '', words }] as const;
    const docs = new Map([
      doc('cascadeSeverity', { 0: 'NONE', 3: 'EXTREME' }),
      doc('cascadeDominance', { 1: 'LONGS' }),
      doc('fundingAnomaly', { 0: 'NORMAL' }),
    ]);
    const values = {
      cascadeSeverity: 3,
      cascadeDominance: 1,
      cascadeTotalUsd: 2_317,
      fundingAnomaly: 0,
      regimePrimary: null,
    };
    expect(detectorSentences(values, docs)).toEqual([
      'Liquidation cascade: extreme, side longs, last hour 2.317K $, per hour –, longs –.',
      'Funding anomaly: normal.',
      'Trend regime: not known.',
    ]);
  });

  it('explains a tier: conditions, margins, and what would have turned it', () => {
    const conditions = [
      { metric: 'oiZ', operator: '>', value: 3.1, threshold: 2.5, held: true, margin: 0.6 },
      { metric: '|imbalancePct|', operator: '>', value: null, threshold: 3, held: false, margin: null },
    ] as const;
    const flip = { metric: 'oiZ', from: 3.1, to: 2.5, change: -0.6 };
    expect(tierSentence({ tier: 1, name: 'anomaly', fired: true, conditions: [...conditions], flip })).toBe(
      'Tier 1, anomaly, fires: oiZ 3.10, is above 2.50 (+0.60); |imbalancePct| is missing. ' +
        'Would not fire with oiZ 2.50 instead of 3.10.',
    );
  });
});
