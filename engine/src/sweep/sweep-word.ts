/** What the best of a sweep is judged by. Fractions; NaN where one could not be computed. */
export interface SweepFigures {
  /**
   * Probability that the true Sharpe ratio is above what so many *independent* useless trials would show at best, whose ratios scatter by
   * their standard error. Our own way of deflating, on which the word rests; it is Bailey and López de Prado's where nothing can be resampled.
   */
  readonly deflatedSharpe: number;
  /**
   * The deflated Sharpe ratio as Bailey and López de Prado (2014) publish it, over the number of all trials and the variance of their ratios as
   * it was observed. To be set beside other programs' figures: it has no part in the word.
   */
  readonly publishedDeflatedSharpe: number;
  /** Trials that it was chosen from: those of the ledger included. */
  readonly trials: number;
  /** How many independent trials they come to: what the Sharpe ratio was deflated for. */
  readonly independentTrials: number;
  /** Probability that the best in one half of the time is below the median in the other (CSCV). */
  readonly overfitting: number;
  /** Probability that the best in one half of the time loses in the other (CSCV). */
  readonly lossProbability: number;
  /** Runs that the overfitting and the reality check were computed over. */
  readonly sampled: number;
  /** White's reality check and Hansen's SPA: chance that the best of so many useless runs looks this good. */
  readonly realityCheckP: number;
  readonly spaP: number;
}

export type SweepWord = 'holds' | 'overfitted' | 'cannot be told from luck' | 'cannot be judged';

const CONFIDENT = 0.95;
/** A best run that loses out of sample more often than this is fitted to its sample; between 5 % and this, where luck does as well so often. */
const LOSES = 0.1;
const LUCK_DOES = 0.2;
/** What is sure of itself is not believed where luck looks this good more often. Its own errors, which allow for dependence, are noisy ones. */
const LUCK_MAY = 0.1;

/**
 * The word for a sweep's best run.
 *
 * - **overfitted**: it earns in sample, yet what is chosen by one half of the time loses in the other more often than one time in ten, or more
 *   often than one time in twenty while the best of worthless runs looks this good more often than one time in five; or it would have passed
 *   alone, yet of so many worthless tries the best would on average have looked better still.
 * - **holds**: what is chosen by one half loses in the other no more often than one time in twenty, the deflated Sharpe ratio is 95 % at least, and
 *   the best of worthless runs looks this good no more often than one time in ten.
 * - **cannot be told from luck**: anything between, and a best run that did not even earn in sample.
 *
 * The probability of overfitting, which ranks the chosen run among all, has no part in it: where all variants live off one edge, which of
 * them is above the median is a coin toss, and where few do, a lucky one ranks high among hopeless ones. Whether the chosen one *loses* tells
 * the two apart (the companion figure of CSCV; Bailey, Borwein, López de Prado, Zhu, "The probability of backtest overfitting", Journal of
 * Computational Finance 20 (2017), §5.2).
 *
 * @param alone probability that the true Sharpe ratio is above 0, had nothing else been tried
 */
export function wordFor(f: SweepFigures, alone: number): { word: SweepWord; sentence: string } {
  const facts = factsOf(f);
  if (!(f.deflatedSharpe === f.deflatedSharpe))
    return { word: 'cannot be judged', sentence: `It cannot be judged: ${facts}.` };
  if (!(alone > 0.5))
    return {
      word: 'cannot be told from luck',
      sentence: `Not even the best run earned anything: ${facts}.`,
    };
  const searched = alone >= CONFIDENT && f.deflatedSharpe < 0.5;
  const fitted = f.lossProbability > LOSES || (f.lossProbability > 1 - CONFIDENT && f.spaP > LUCK_DOES);
  if (fitted || searched)
    return { word: 'overfitted', sentence: `The best run is fitted to the past: ${facts}.` };
  // Of a single run there is no choice that the other half of the time could prove wrong.
  const steady = f.sampled < 2 || f.lossProbability <= 1 - CONFIDENT;
  if (steady && f.deflatedSharpe >= CONFIDENT && f.spaP <= LUCK_MAY)
    return { word: 'holds', sentence: `The best run holds against the number of tries: ${facts}.` };
  return {
    word: 'cannot be told from luck',
    sentence: `The best run cannot be told from luck: ${facts}.`,
  };
}

function factsOf(f: SweepFigures): string {
  const tries =
    f.independentTrials === f.independentTrials && f.trials > 1
      ? `${f.trials} trials, worth ${f.independentTrials.toFixed(f.independentTrials < 10 ? 1 : 0)} independent ones`
      : `${f.trials} ${f.trials === 1 ? 'trial' : 'trials'}`;
  return [
    `Sharpe ratio deflated for independent tries ${share(f.deflatedSharpe)} as the best of ${tries}`,
    `by Bailey and López de Prado's formula over all trials ${share(f.publishedDeflatedSharpe)}`,
    `chance of a loss out of sample ${share(f.lossProbability)}`,
    `probability of overfitting ${share(f.overfitting)}`,
    `SPA p ${f.spaP === f.spaP ? f.spaP.toFixed(3) : 'unknown'}`,
  ].join(', ');
}

const share = (x: number): string => (x === x ? `${(100 * x).toFixed(0)} %` : 'unknown');
