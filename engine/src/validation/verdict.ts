import type { HorizonStudy } from '../statistics/event-study.ts';
import { missingText } from './missing.ts';

/** What a study comes to, in one word. */
export type VerdictWord = 'more than luck' | 'cannot be told from luck' | 'too few events';

export interface Verdict {
  readonly word: VerdictWord;
  /** The horizon and the measure that came off best. */
  readonly horizon: number;
  readonly measure: 'hit rate' | 'return';
  readonly pValue: number;
  /** After correction for everything that was tried; NaN where nothing could be tested. */
  readonly adjustedP: number;
  /** Chance that the same events at other times of the same regime do as well; NaN where the correction had turned it down already. */
  readonly permutationP: number;
  /** How many tests the correction counted. */
  readonly tries: number;
  readonly sentence: string;
}

const share = (x: number): string => `${(100 * x).toFixed(1)} %`;
const points = (x: number): string => `${(10_000 * x).toFixed(1)} bps`;
const chance = (p: number): string => (p < 0.0001 ? 'below 0.0001' : p.toFixed(4));
const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** What to do about occurrences that nobody could follow; empty where every one points somewhere. */
function sideText(unsided: number): string {
  if (unsided === 0) return '';
  const who = unsided === 1 ? '1 occurrence has no side' : `${unsided} occurrences have no side`;
  return ` ${who}, on bars without a bias: the direction long or short counts ${unsided === 1 ? 'it' : 'them'}.`;
}

/** The sentence for a person. `study` is the best horizon; `unsided` occurrences are not among its events. */
export function verdictOf(
  study: HorizonStudy,
  measure: Verdict['measure'],
  adjustedP: number,
  permutationP: number,
  tries: number,
  rate: number,
  missing: readonly string[] = [],
  unsided = 0,
): Verdict {
  const pValue = measure === 'hit rate' ? study.pValue : study.returnPValue;
  const common = { horizon: study.horizon, measure, pValue, adjustedP, permutationP, tries };
  if (!(adjustedP === adjustedP)) {
    const why = missing.length > 0 ? ` ${missingText(missing)}` : '';
    const worth = study.effectiveEvents.toFixed(0);
    const shared = worth === String(study.events) ? '' : `, worth ${worth} independent ones`;
    const sentence = `Too few events to tell: ${study.events} with a known outcome${shared}.${why}${sideText(unsided)}`;
    return { ...common, word: 'too few events', sentence };
  }
  const won = adjustedP <= rate && permutationP <= rate;
  const seen =
    measure === 'hit rate'
      ? `hit rate ${share(study.hitRate.estimate)} against ${share(study.baseRate)} at random`
      : `mean net return ${points(study.meanReturn)} against ${points(study.baseReturn)} at random`;
  const facts = `${seen} over ${count(study.horizon, 'bar')}, ${study.events} events worth ${study.effectiveEvents.toFixed(0)} independent ones, adjusted p ${chance(adjustedP)}`;
  const after = `after correcting for ${tries} ${tries === 1 ? 'try' : 'tries'}`;
  if (won) {
    const pays = study.meanReturn > 0 ? '' : ', yet not enough to pay its costs';
    return { ...common, word: 'more than luck', sentence: `More than luck ${after}${pays}: ${facts}.` };
  }
  const why =
    adjustedP <= rate
      ? `; the same events moved within their regime do as well with a chance of ${chance(permutationP)}`
      : '';
  return {
    ...common,
    word: 'cannot be told from luck',
    sentence: `Cannot be told from luck ${after}: ${facts}${why}.`,
  };
}
