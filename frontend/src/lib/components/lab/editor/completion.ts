import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { explain } from './explain.ts';
import type { Places } from './place.ts';
import type { Entry, Vocabulary } from './vocabulary.ts';

const ICONS: Record<Entry['kind'], string> = {
  field: 'property',
  metric: 'variable',
  signal: 'variable',
  detector: 'variable',
  pair: 'variable',
  tier: 'enum',
  position: 'property',
  function: 'function',
  parameter: 'constant',
  key: 'keyword',
};
/** What is near comes first: the file's own parameters, then the position, then the rest. */
const BOOST: Partial<Record<Entry['kind'], number>> = { parameter: 3, signal: 1, metric: 1 };

const WORD = /[A-Za-z_]\w*$/;
/** A comparison with a state: its word is wanted next. */
const STATE = /([A-Za-z_]\w*)\s*[=!]?=\s*"?([\w ]*)$/;
/** Words behind these are columns. */
const PREFIX = /\b(prev|other)\.$/;

function completionOf(entry: Entry): Completion {
  const base: Completion = {
    label: entry.name,
    type: ICONS[entry.kind],
    detail: entry.kind === 'function' ? entry.signature : entry.unit,
    info: () => explain(entry),
    boost: BOOST[entry.kind],
  };
  if (entry.kind !== 'function') return base;
  return entry.name === 'prev' ? { ...base, apply: 'prev.' } : snippetCompletion(`${entry.name}(#{})`, base);
}

const OPERATORS: Completion[] = ['and', 'or', 'not'].map((label) => ({ label, type: 'keyword', boost: -1 }));

/** Words that can stand behind what has been typed of an expression. */
function ruleCompletions(
  said: string,
  end: number,
  explicit: boolean,
  vocabulary: Vocabulary,
): CompletionResult | null {
  const state = STATE.exec(said);
  const states = state ? (vocabulary.word(state[1])?.states ?? []) : [];
  if (state && states.length > 0) {
    const quoted = (word: string): string => (/\W/.test(word) ? `"${word}"` : word);
    const options = states.map((label) => ({ label, type: 'enum', apply: quoted(label) }));
    return { from: end - state[2].length, options };
  }
  const typed = WORD.exec(said)?.[0] ?? '';
  const behind = said.slice(0, said.length - typed.length);
  const column = PREFIX.test(behind);
  if (typed === '' && !explicit && !column) return null;
  const entries = vocabulary
    .words()
    .filter(({ kind }) => !column || !['function', 'parameter', 'position', 'tier'].includes(kind));
  const options = [...entries.map(completionOf), ...(column ? [] : OPERATORS)];
  return { from: end - typed.length, options, validFor: /^\w*$/ };
}

/** Completes keys of the file and words of its expressions. */
export function completionSource(vocabulary: () => Vocabulary, places: Places) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos);
    const place = places.at(state.doc.toString().split('\n'), line.number - 1, pos - line.from);
    if (place.kind === 'rule') return ruleCompletions(place.text, pos, explicit, vocabulary());
    if (place.kind === 'other') return null;
    const from = line.from + place.from;
    if (from === pos && !explicit) return null;
    const options = vocabulary()
      .keysUnder(place.parent)
      .map((entry) => {
        const label = entry.name.split('.').at(-1)!;
        return { ...completionOf(entry), label, apply: `${label}: ` };
      });
    return options.length > 0 ? { from, options, validFor: /^\w*$/ } : null;
  };
}
