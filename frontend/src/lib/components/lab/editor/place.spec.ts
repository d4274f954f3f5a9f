import { describe, expect, it } from '@jest/globals';
import { isRule, linePlaces, placeAt, type Place } from './place.ts';

/** The place at the bar in the text. */
function at(text: string): Place {
  const [before] = text.split('|^');
  const lines = text.replace('|^', '').split('\n');
  const row = before.split('\n').length - 1;
  return placeAt(lines, row, before.split('\n')[row].length);
}

describe('where the caret stands in a strategy file', () => {
  it('is a key at the beginning of a line, under what it is indented below', () => {
    expect(at('na|^')).toMatchObject({ kind: 'key', parent: '', from: 0 });
    expect(at('name: x\nentry:\n  lo|^')).toMatchObject({ kind: 'key', parent: 'entry', from: 2 });
    expect(at('entry:\n  long: rsi < 30\nex|^')).toMatchObject({ kind: 'key', parent: '' });
  });

  it('is an expression behind a rule, also on the lines that continue it', () => {
    expect(at('entry:\n  long: oi|^')).toMatchObject({ kind: 'rule', path: 'entry.long', text: ' oi' });
    expect(at('entry:\n  long: oiZ > 2\n    and rs|^')).toMatchObject({
      kind: 'rule',
      path: 'entry.long',
      text: 'and rs',
    });
    expect(at('entry:\n  long: >\n    oiZ > 2 and\n    rs|^\n  short: x')).toMatchObject({ kind: 'rule' });
    expect(at('maxHolding: da|^')).toMatchObject({ kind: 'rule', path: 'maxHolding' });
  });

  it('reads maps on one line', () => {
    expect(at('stopLoss: { pe|^')).toMatchObject({ kind: 'key', parent: 'stopLoss', from: 12 });
    expect(at('stopLoss: { percent: realized|^')).toMatchObject({
      kind: 'rule',
      path: 'stopLoss.percent',
      text: ' realized',
    });
  });

  it('has no words for names, texts and comments', () => {
    expect(at('name: oi|^')).toEqual({ kind: 'other' });
    expect(at('description: |\n  entry: lo|^')).toEqual({ kind: 'other' });
    expect(at('entry:\n  long: rsi < 30 # oi|^')).toEqual({ kind: 'other' });
  });
});

describe('lines', () => {
  it('belong to the key whose value they hold', () => {
    const lines = ['name: x', 'entry:', '  long: a', '    and b', '', 'exit: {}', '# c'];
    expect(linePlaces(lines).map(({ path }) => path)).toEqual([
      'name',
      'entry',
      'entry.long',
      'entry.long',
      '',
      'exit',
      '',
    ]);
    expect(isRule('entry.long')).toBe(true);
    expect(isRule('params.long')).toBe(false);
  });
});
