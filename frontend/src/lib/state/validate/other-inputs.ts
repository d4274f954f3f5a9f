import type { StudyKind } from './study.svelte.ts';

type Inputs = Readonly<Record<string, unknown>>;

/** What the server takes for what is left out. */
const DEFAULTS: Readonly<Record<StudyKind, Inputs>> = {
  validations: { direction: 'bias', costsBps: 12, rate: 0.05 },
  sweeps: { method: 'grid', objective: 'sharpe', minTrades: 20 },
  'walk-forwards': { method: 'grid', objective: 'sharpe', minTrades: 20, mode: 'rolling', embargoBars: 0 },
};

const WORDS: Readonly<Record<string, string>> = {
  symbols: 'symbols',
  expressions: 'conditions',
  costsBps: 'costs',
  takerBps: 'costs',
  slippageBps: 'costs',
  funding: 'costs',
  rate: 'false discovery rate',
  vary: 'what varies',
  method: 'search',
  objective: 'best by',
  minTrades: 'least trades',
  mode: 'training',
  trainDays: 'days of training',
  testDays: 'days of test',
  purgeBars: 'purge',
  embargoBars: 'embargo',
};

/** Names of what a study was asked with that the form would ask otherwise now; empty where the result is the form's. */
export function otherInputs(kind: StudyKind, asked: object, form: object): string[] {
  const was: Inputs = { ...DEFAULTS[kind], ...asked };
  const now: Inputs = { ...DEFAULTS[kind], ...form };
  const keys = new Set([...Object.keys(was), ...Object.keys(now)]);
  // A grid has as many trials as it has points.
  if (was.method === 'grid' && now.method === 'grid') keys.delete('trials');
  // How many of the best are reported in full changes none of the trials.
  keys.delete('best');
  const other = [...keys].filter((key) => text(was[key]) !== text(now[key]));
  return [...new Set(other.map((key) => WORDS[key] ?? key))];
}

const text = (value: unknown): string | undefined => JSON.stringify(value);
