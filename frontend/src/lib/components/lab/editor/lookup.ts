import type { EditorState } from '@codemirror/state';
import type { Places } from './place.ts';
import type { Entry, Vocabulary } from './vocabulary.ts';

export interface Found {
  entry: Entry;
  from: number;
  to: number;
}

/** The word of the file that a place is in or at the edge of, where it can be explained. */
export function lookUp(
  state: EditorState,
  position: number,
  vocabulary: Vocabulary,
  places: Places,
): Found | null {
  const word = state.wordAt(position);
  if (!word) return null;
  const line = state.doc.lineAt(word.from);
  const place = places.at(state.doc.toString().split('\n'), line.number - 1, word.from - line.from);
  const name = state.sliceDoc(word.from, word.to);
  const isKey = /^["']?\s*:/.test(state.sliceDoc(word.to, line.to));
  if (place.kind === 'other') return null;
  const path = place.kind === 'key' && place.parent ? `${place.parent}.${name}` : name;
  const entry = isKey || place.kind === 'key' ? vocabulary.key(path) : vocabulary.word(name);
  return entry ? { entry, from: word.from, to: word.to } : null;
}
