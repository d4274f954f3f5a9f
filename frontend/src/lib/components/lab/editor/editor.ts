import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState, Prec, type Extension, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { StrategyProblem } from '$lib/state/lab/wire.ts';
import { completionSource } from './completion.ts';
import { explain } from './explain.ts';
import { expressionColours } from './highlight.ts';
import { lookUp } from './lookup.ts';
import { CONDITION_PLACES, STRATEGY_PLACES, type Places } from './place.ts';
import { editorTheme } from './theme.ts';
import type { Entry, Vocabulary } from './vocabulary.ts';

/** What a file has and a single condition has not. */
const FILE: Extension = [lineNumbers(), highlightActiveLineGutter(), indentOnInput(), yaml(), lintGutter()];

/** Marks changes that come from the page, not from the keyboard. */
const Given = Annotation.define<boolean>();

export interface EditorEvents {
  change(text: string): void;
  /** The word that the caret is at. */
  word(entry: Entry | null): void;
  /** Run what is written. */
  run(): void;
}

/** What is being written, and how the field is called. */
export interface Dress {
  what: 'strategy' | 'condition';
  label: string;
  /** Id of the text that explains the keys. */
  describedBy: string;
  testid: string;
}

const STRATEGY_FILE: Dress = {
  what: 'strategy',
  label: 'Strategy file',
  describedBy: 'strategy-keys',
  testid: 'strategy-text',
};

/** The editor of the language: completion, faults in their place, explanations. */
export class StrategyEditor {
  readonly #view: EditorView;
  readonly #events: EditorEvents;
  readonly #places: Places;
  #vocabulary: Vocabulary;

  constructor(
    parent: HTMLElement,
    text: string,
    vocabulary: Vocabulary,
    events: EditorEvents,
    dress: Dress = STRATEGY_FILE,
  ) {
    this.#vocabulary = vocabulary;
    this.#events = events;
    this.#places = dress.what === 'strategy' ? STRATEGY_PLACES : CONDITION_PLACES;
    const state = EditorState.create({ doc: text, extensions: this.#extensions(dress) });
    this.#view = new EditorView({ state, parent });
  }

  /** Takes another text, unless it is there already. */
  text(text: string): void {
    const { doc } = this.#view.state;
    if (text === doc.toString()) return;
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      selection: { anchor: 0 },
      annotations: Given.of(true),
      scrollIntoView: true,
    });
  }

  words(vocabulary: Vocabulary): void {
    this.#vocabulary = vocabulary;
    this.#view.dispatch({});
  }

  /** Shows faults where they are. */
  problems(problems: readonly StrategyProblem[]): void {
    const { state } = this.#view;
    const diagnostics = problems.map((problem) => diagnosticOf(state.doc, problem));
    this.#view.dispatch(setDiagnostics(state, diagnostics));
  }

  /** Puts the caret to a line and column, counted from 1. */
  goTo(line: number, column: number): void {
    const anchor = offsetOf(this.#view.state.doc, line, column);
    this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #extensions({ what, label, describedBy, testid }: Dress): Extension {
    const words = (): Vocabulary => this.#vocabulary;
    return [
      what === 'strategy' ? FILE : [],
      history(),
      drawSelection(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      bracketMatching(),
      closeBrackets(),
      EditorView.lineWrapping,
      // Below the colours of YAML, so that a word's own colour is the inner one.
      Prec.lowest(expressionColours(words, this.#places)),
      autocompletion({
        override: [completionSource(words, this.#places)],
        icons: false,
        activateOnTypingDelay: 60,
      }),
      hoverTooltip((view, position) => this.#hover(view.state, position), { hoverTime: 250 }),
      editorTheme,
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': describedBy,
        'data-testid': testid,
        tabindex: '0',
        spellcheck: 'false',
        autocapitalize: 'off',
      }),
      EditorView.updateListener.of((update) => {
        const typed = update.transactions.some((one) => one.docChanged && !one.annotation(Given));
        if (typed) this.#events.change(update.state.doc.toString());
        if (update.docChanged || update.selectionSet) this.#read(update.state);
      }),
      // Tab leaves the editor, as everywhere on the page, unless a completion is offered.
      keymap.of([
        { key: 'Mod-Enter', run: () => (this.#events.run(), true) },
        { key: 'Tab', run: acceptCompletion },
        { key: 'Mod-]', run: indentMore },
        { key: 'Mod-[', run: indentLess },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
    ];
  }

  #hover(state: EditorState, position: number) {
    const found = lookUp(state, position, this.#vocabulary, this.#places);
    if (!found) return null;
    const { entry, from, to } = found;
    return { pos: from, end: to, above: true, create: () => ({ dom: explain(entry) }) };
  }

  #read(state: EditorState): void {
    this.#events.word(
      lookUp(state, state.selection.main.head, this.#vocabulary, this.#places)?.entry ?? null,
    );
  }
}

function offsetOf(doc: Text, line: number, column: number): number {
  const place = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(place.from + Math.max(0, column - 1), place.to);
}

/** At least one character is marked, so that there is something to see. */
function diagnosticOf(doc: Text, problem: StrategyProblem): Diagnostic {
  const from = offsetOf(doc, problem.line, problem.column);
  const to = Math.max(from, offsetOf(doc, problem.endLine, problem.endColumn));
  const { text, from: begin } = doc.lineAt(from);
  const wide = to > from ? { from, to } : widened(begin, begin + text.length, from);
  return {
    ...wide,
    severity: 'error',
    message: [problem.message, problem.suggestion].filter(Boolean).join(' '),
  };
}

const widened = (begin: number, end: number, at: number): { from: number; to: number } =>
  at < end ? { from: at, to: at + 1 } : { from: Math.max(begin, at - 1), to: at };
