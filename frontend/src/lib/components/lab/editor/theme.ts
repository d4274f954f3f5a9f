import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The page's own tokens: light and dark come with them. */
const surface = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', color: 'var(--text)', backgroundColor: 'var(--ground)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontVariantLigatures: 'none',
    lineHeight: '1.6',
    overscrollBehavior: 'contain',
  },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px 0 4px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--text)' },
  '.cm-gutter-lint': { width: '12px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 1px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--line-strong)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--hover)', outline: '1px solid var(--line-strong)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--down) 1px',
    textUnderlineOffset: '3px',
    backgroundColor: 'var(--down-wash)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip-autocomplete > ul': {
    borderRadius: '8px',
    fontFamily: 'var(--font-mono)',
    fontSize: '12px',
    maxHeight: '15em',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px 3px 6px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hover)',
    color: 'var(--text)',
    boxShadow: 'inset 2px 0 var(--focus)',
  },
  '.cm-completionIcon': { color: 'var(--faint)', opacity: '1' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-tooltip.cm-completionInfo': { padding: '0', maxWidth: '320px' },
  '.cm-diagnostic': {
    borderRadius: '8px',
    padding: '6px 10px',
    fontFamily: 'var(--font-sans)',
    fontSize: '13px',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--down)' },
  '.cm-explain': {
    padding: '8px 10px',
    maxWidth: '320px',
    fontFamily: 'var(--font-sans)',
    lineHeight: '1.4',
  },
  '.cm-explain-name': { fontFamily: 'var(--font-mono)', fontWeight: '600' },
  '.cm-explain-nature': { fontSize: '11px', color: 'var(--faint)' },
  '.cm-explain-text': { marginTop: '4px', fontSize: '13px' },
  '.cm-explain-formula': {
    marginTop: '4px',
    fontFamily: 'var(--font-mono)',
    fontSize: '11px',
    color: 'var(--muted)',
  },
  '.cm-x-word': { color: 'var(--series-1)' },
  '.cm-x-function': { color: 'var(--series-2)' },
  '.cm-x-parameter': { color: 'var(--tier-5)' },
  '.cm-x-operator': { color: 'var(--muted)', fontWeight: '600' },
  '.cm-x-number': { color: 'var(--up)' },
  '.cm-x-state': { color: 'var(--tier-2)' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  { tag: tags.definition(tags.propertyName), color: 'var(--text)', fontWeight: '600' },
  { tag: tags.propertyName, color: 'var(--text)', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: 'var(--muted)' },
  { tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket], color: 'var(--faint)' },
]);

export const editorTheme: Extension = [surface, syntaxHighlighting(colours)];
