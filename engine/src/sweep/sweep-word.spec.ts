import { describe, expect, it } from '@jest/globals';
import { wordFor, type SweepFigures } from './sweep-word.ts';

const SOUND: SweepFigures = {
  deflatedSharpe: 0.97,
  publishedDeflatedSharpe: 0.31,
  trials: 400,
  independentTrials: 17,
  overfitting: 0.6,
  lossProbability: 0.02,
  sampled: 400,
  realityCheckP: 0.2,
  spaP: 0.04,
};
const word = (more: Partial<SweepFigures>, alone = 0.99): string =>
  wordFor({ ...SOUND, ...more }, alone).word;

describe('the word for a sweep', () => {
  it('holds where the choice lasts, whatever its rank, and neither tries nor luck explain it', () => {
    expect(word({})).toBe('holds');
    expect(word({ deflatedSharpe: 0.94 })).toBe('cannot be told from luck');
    expect(word({ spaP: 0.11 })).toBe('cannot be told from luck');
    expect(word({ lossProbability: 0.06 })).toBe('cannot be told from luck');
    // What could not be computed proves nothing.
    expect(word({ lossProbability: NaN })).toBe('cannot be told from luck');
    expect(word({ spaP: NaN })).toBe('cannot be told from luck');
    // The published formula is shown, and decides nothing.
    expect(word({ publishedDeflatedSharpe: 0 })).toBe('holds');
    // A single run was not chosen.
    expect(word({ lossProbability: NaN, sampled: 1 })).toBe('holds');
  });

  it('overfitted is what loses out of sample, or is worse than the best of so many worthless tries', () => {
    expect(word({ lossProbability: 0.11, spaP: 0.001 })).toBe('overfitted');
    expect(word({ lossProbability: 0.06, spaP: 0.21 })).toBe('overfitted');
    expect(word({ lossProbability: 0.04, spaP: 0.21 })).toBe('cannot be told from luck');
    expect(word({ deflatedSharpe: 0.4 })).toBe('overfitted');
    expect(word({ deflatedSharpe: 0.4 }, 0.9)).toBe('cannot be told from luck');
  });

  it('is neither where nothing was earned, or nothing can be said', () => {
    expect(word({ lossProbability: 0.9 }, 0.5)).toBe('cannot be told from luck');
    expect(word({ deflatedSharpe: NaN })).toBe('cannot be judged');
  });

  it('comes with the figures', () => {
    expect(wordFor(SOUND, 0.99).sentence).toBe(
      'The best run holds against the number of tries: Sharpe ratio deflated for independent tries 97 % as the best of 400 trials, ' +
        "worth 17 independent ones, by Bailey and López de Prado's formula over all trials 31 %, " +
        'chance of a loss out of sample 2 %, probability of overfitting 60 %, SPA p 0.040.',
    );
    expect(wordFor({ ...SOUND, trials: 1, independentTrials: 1, overfitting: NaN }, 0.99).sentence).toContain(
      "as the best of 1 trial, by Bailey and López de Prado's formula over all trials 31 %, chance of a loss out of sample 2 %, probability of overfitting unknown,",
    );
  });
});
