import { describe, expect, it } from '@jest/globals';
import { Catalogue } from './catalogue.ts';
import { readLayout } from './layout.ts';
import { offersFor } from './offers.ts';

const doc = (name: string, unit: string, meaning = '') => ({ name, unit, meaning, formula: '', warmUp: '' });
const DOCS = [
  doc('close', 'quote', 'last trade price of the bar'),
  doc('fundingZ', 'σ', 'how unusual the last settled funding rate is'),
  doc('rsi', '0–100', "Wilder's relative strength index of the close"),
  doc('cascadeTotalUsd', 'USD', 'USD liquidated in the last hour'),
  doc('made', 'USD', 'by a later version, which this page knows nothing of'),
];
const NAMES = DOCS.map(({ name }) => name);
const catalogue = new Catalogue(NAMES, DOCS, true);
const words = (query: string, of = catalogue): string[] =>
  offersFor(query, of).flatMap(({ offers }) => offers.map(({ word }) => word));

describe('the offers of the chooser', () => {
  it('are every column of the catalogue, each once, and each of them can be shown', () => {
    const all = words('');
    expect(new Set(all).size).toBe(all.length);
    expect(all.toSorted()).toEqual(['close', 'pane:close', 'levels', ...NAMES.slice(1)].toSorted());
    expect(readLayout(all.join(','), catalogue)).toMatchObject({ unknown: [], repeated: [], surplus: [] });
  });

  it('are found by title, name, unit and at last by meaning', () => {
    expect(words('Funding z')[0]).toBe('fundingZ');
    expect(words('cascadetotal')).toEqual(['cascadeTotalUsd']);
    expect(words('CLOSE')).toEqual(['close', 'pane:close', 'rsi']);
    expect(words('later version')).toEqual(['made']);
    expect(words('moon')).toEqual([]);
  });

  it('take what is written out, where it can be had', () => {
    expect(words('sma(close, 20)')).toEqual(['sma(close,20)', 'pane:sma(close,20)']);
    expect(words('zscore(rsi,96)')).toEqual(['zscore(rsi,96)']);
    expect(words('sma(moon,20)')).toEqual([]);
    expect(words('sma(close,20)', new Catalogue(NAMES, DOCS, false))).toEqual([]);
  });
});
