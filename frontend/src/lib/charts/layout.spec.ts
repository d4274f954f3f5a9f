import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Catalogue } from './catalogue.ts';
import { layoutDifference, MOST_OVERLAYS, MOST_PANES, readLayout, toggled, wordFor } from './layout.ts';
import { DEFAULT_LAYOUT, PRESETS } from './pane-specs.ts';

const doc = (name: string, unit: string) => ({ name, unit, meaning: '', formula: '', warmUp: '' });
const DOCS = [
  ...['open', 'high', 'low', 'close', 'atr', 'ema12', 'ema26'].map((name) => doc(name, 'quote')),
  ...['oiZ', 'priceZ', 'volumeZ', 'fundingZ', 'lsZ', 'oiDivergence'].map((name) => doc(name, 'σ')),
  ...['openInterest', 'cvd', 'obv'].map((name) => doc(name, 'base')),
  ...['imbalancePct', 'globalLongShort', 'rsi', 'realizedVol', 'weightedOi'].map((name) => doc(name, 'x')),
  ...['liquidatedLongUsd', 'liquidatedShortUsd'].map((name) => doc(name, 'USD')),
  doc('fundingRate', 'fraction per interval'),
  { ...doc('fundingAnomaly', 'state'), words: { 0: 'NORMAL', 1: 'EXTREME_HIGH' } },
];
const NAMES = DOCS.map(({ name }) => name);
const open = new Catalogue(NAMES, DOCS, true);
const blind = new Catalogue(NAMES, DOCS, false);
const panes = (text: string, catalogue = open): string[] =>
  readLayout(text, catalogue).panes.map(({ id }) => id);
const over = (text: string, catalogue = open): string[] =>
  readLayout(text, catalogue).overlays.map(({ column }) => column);

describe('a layout in words', () => {
  it('reads the layouts of old links as they were', () => {
    expect(panes(DEFAULT_LAYOUT)).toEqual(['oi', 'oiZ', 'cvd']);
    expect(readLayout(DEFAULT_LAYOUT, open).heat).toBe(true);
    expect(over('ema12,rsi,ema26')).toEqual(['ema12', 'ema26']);
    for (const { id, title, levels, minMove } of PRESETS)
      expect(readLayout(id, open).panes).toMatchObject([{ id, title, minMove, ...(levels && { levels }) }]);
    expect(readLayout('', open)).toMatchObject({ panes: [], overlays: [], heat: false, words: [] });
  });

  it('shows every metric of the catalogue in a pane, and prices over the price too', () => {
    for (const name of NAMES) {
      const { panes: shown, unknown } = readLayout(wordFor(name, 'pane', open), open);
      expect(unknown).toEqual([]);
      expect(shown.flatMap(({ series }) => series.map(({ column }) => column))).toContain(name);
    }
    expect(over('close,ema12,pane:close')).toEqual(['close', 'ema12']);
    expect(panes('close,ema12,pane:close')).toEqual(['pane:close']);
    // An average true range is in quote currency and no price.
    expect([over('atr'), panes('atr')]).toEqual([[], ['atr']]);
  });

  it('takes derived columns: prices of a price lie over it', () => {
    expect(over('sma(close, 20),ema50,highest(high,96)')).toEqual([
      'sma(close,20)',
      'ema50',
      'highest(high,96)',
    ]);
    expect(panes('zscore(obv,96),stdev(close,20),sma(rsi,14),change(close,1)')).toHaveLength(4);
    expect(readLayout('sma(close,0),sma(moon,20),sma(close,99999),rm(close,2)', open).unknown).toHaveLength(
      4,
    );
  });

  it('takes none of them in a blind replay', () => {
    const { unknown, panes: shown } = readLayout('sma(close,20),fundingZ,ema50', blind);
    expect([unknown, shown.map(({ id }) => id)]).toEqual([['sma(close,20)', 'ema50'], ['fundingZ']]);
  });

  it('knows one thing under one name', () => {
    const { words, repeated } = readLayout(
      'oi,openInterest,sma(close,20),sma( close,20 ),pane:oiZ,oiZ',
      open,
    );
    expect(words).toEqual(['oi', 'sma(close,20)', 'oiZ']);
    expect(repeated).toEqual(['oi', 'sma(close,20)', 'oiZ']);
  });

  it('reads numbers as their column does', () => {
    const said = (text: string, value: number): string =>
      readLayout(text, open).panes[0].series[0].view.show(value);
    expect(said('fundingAnomaly', 1)).toBe('extreme high');
    expect(said('fundingRate', 0.0001)).toBe('0.0100%');
    expect(said('sma(fundingRate,8)', 0.0001)).toBe('0.0100%');
    expect(said('zscore(fundingRate,8)', 1)).toBe('+1.00');
  });

  it('survives whatever a link says, says what it leaves out, and comes to rest', () => {
    const many = Array.from({ length: 3_000 }, (_, k) => `sma(rsi,${k + 1})`);
    const hostile = readLayout(['oiZ,oiZ,oiZ', ...many].join(','), open);
    expect(hostile.panes).toHaveLength(MOST_PANES);
    const said = layoutDifference(['oiZ,oiZ', 'moon', ...many].join(','), open)!;
    expect(said).toContain('"oiZ" more than once');
    expect(said).toContain('called "moon"');
    expect(said).toContain(`and ${many.length - (MOST_PANES - 1) - 5} more`);
    expect(said.length).toBeLessThan(600);
    expect(layoutDifference(DEFAULT_LAYOUT, open)).toBeNull();

    const word = fc.oneof(
      fc.constantFrom(
        ...NAMES,
        ...PRESETS.map(({ id }) => id),
        'levels',
        'sma(close,20)',
        'pane:low',
        'moon',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const once = readLayout(words.join(','), open);
        const ids = [...once.panes.map(({ id }) => id), ...once.overlays.map(({ column }) => column)];
        expect(new Set(ids).size).toBe(ids.length);
        expect(once.panes.length).toBeLessThanOrEqual(MOST_PANES);
        expect(once.overlays.length).toBeLessThanOrEqual(MOST_OVERLAYS);
        const { words: same, unknown, repeated, surplus } = readLayout(once.words.join(','), open);
        expect([same, unknown, repeated, surplus]).toEqual([once.words, [], [], []]);
      }),
    );
  });

  it('does not lose what follows a parenthesis that is never closed', () => {
    expect(panes('sma(close,oiZ,rsi')).toEqual(['oiZ', 'rsi']);
  });

  it('takes a word in and out again', () => {
    expect(toggled('oi,moon,oiZ', 'fundingZ', open)).toBe('oi,oiZ,fundingZ');
    expect(toggled('oi,oiZ,fundingZ', 'oiZ', open)).toBe('oi,fundingZ');
  });

  it('keeps derived columns through a blind replay, which has none', () => {
    expect(toggled('oi,moon,sma(close,20)', 'fundingZ', blind)).toBe('oi,fundingZ,sma(close,20)');
    expect(toggled('oi,sma(close,20)', 'oi', blind)).toBe('sma(close,20)');
  });
});
