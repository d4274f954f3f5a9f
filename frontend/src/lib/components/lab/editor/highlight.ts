import { RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';
import { isRule, type Places } from './place.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Longer files are shown without colours in their expressions. */
const MOST = 40_000;
const TOKEN = /"[^"]*"|'[^']*'|#.*$|[A-Za-z_]\w*(?!\w*\s*:)|\d+(?:\.\d+)?|[<>=!]=?/g;
const OPERATORS = new Set(['and', 'or', 'not', 'true', 'false']);

const mark = (name: string): Decoration => Decoration.mark({ class: `cm-x-${name}` });
const MARKS = {
  function: mark('function'),
  parameter: mark('parameter'),
  operator: mark('operator'),
  number: mark('number'),
  state: mark('state'),
  word: mark('word'),
};

/** What a piece of an expression is coloured as; words that nobody knows stay plain. */
function markOf(token: string, vocabulary: Vocabulary): Decoration | undefined {
  if (token.startsWith('#')) return undefined;
  if (/^\d/.test(token)) return MARKS.number;
  if (OPERATORS.has(token) || /^[<>=!]/.test(token)) return MARKS.operator;
  if (/^["']/.test(token)) return MARKS.state;
  const kind = vocabulary.word(token)?.kind;
  if (kind === undefined) return /^[A-Z_]+$/.test(token) ? MARKS.state : undefined;
  return kind === 'function' || kind === 'parameter' ? MARKS[kind] : MARKS.word;
}

function decorate({ state }: EditorView, vocabulary: Vocabulary, places: Places): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  if (state.doc.length > MOST) return builder.finish();
  const lines = state.doc.toString().split('\n');
  places.lines(lines).forEach(({ path, value }, k) => {
    if (value < 0 || !isRule(path)) return;
    const from = state.doc.line(k + 1).from + value;
    for (const match of lines[k].slice(value).matchAll(TOKEN)) {
      const found = markOf(match[0], vocabulary);
      if (found) builder.add(from + match.index, from + match.index + match[0].length, found);
    }
  });
  return builder.finish();
}

/** Colours expressions by what their words are. */
export function expressionColours(vocabulary: () => Vocabulary, places: Places) {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      #known = vocabulary();

      constructor(view: EditorView) {
        this.decorations = decorate(view, this.#known, places);
      }

      update(update: ViewUpdate): void {
        if (!update.docChanged && vocabulary() === this.#known) return;
        this.#known = vocabulary();
        this.decorations = decorate(update.view, this.#known, places);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}
