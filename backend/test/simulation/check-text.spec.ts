import { describe, expect, it } from '@jest/globals';
import { checkStrategyText } from '../../src/simulation/strategies/check-text.ts';
import { libraryStrategies } from '../../src/simulation/strategies/library.ts';
import { strategyNames } from '../../src/simulation/strategies/names.ts';

/** The characters that a problem underlines. */
function underlined(text: string): string[] {
  return checkStrategyText(text).problems.map(({ line, column, endLine, endColumn }) => {
    const lines = text.split('\n').slice(line - 1, endLine);
    if (lines.length === 1) return lines[0].slice(column - 1, endColumn - 1);
    return [
      lines[0].slice(column - 1),
      ...lines.slice(1, -1),
      (lines.at(-1) ?? '').slice(0, endColumn - 1),
    ].join('\n');
  });
}

describe('checking a strategy text', () => {
  it('finds nothing wrong with what ships', async () => {
    const library = await libraryStrategies();
    expect(library.length).toBeGreaterThanOrEqual(7);
    for (const { text, title, description, parameters } of library) {
      const check = checkStrategyText(text);
      expect(check).toMatchObject({ ok: true, problems: [], name: title, parameters });
      expect(check.names.length).toBeGreaterThan(0);
      expect(description.length).toBeGreaterThan(40);
      for (const { doc } of parameters) expect(doc).not.toBe('');
    }
  });

  it('tells of every fault at once, each where it stands, with the nearest name', () => {
    const text = [
      'name: a',
      'entry:',
      '  long: oiz > 2 and rsi < 30',
      "  short: 'close > smma(close, 20)'",
      'exit:',
      '  long: |',
      '    rsi > 70',
      '      and barsheld > 3',
      'stopLoss: { percent: -1 }',
      'maxHolding: close',
    ].join('\n');
    expect(underlined(text)).toEqual(['oiz', 'smma', 'barsheld', '-1', 'close']);
    const { ok, problems, name } = checkStrategyText(text);
    expect([ok, name]).toEqual([false, 'a']);
    expect(problems.map(({ suggestion }) => suggestion).slice(0, 3)).toEqual([
      expect.stringContaining('"oiZ"'),
      expect.stringContaining('"sma"'),
      expect.stringContaining('"barsHeld"'),
    ]);
    expect(problems.map(({ field }) => field)).toEqual([
      'entry.long',
      'entry.short',
      'exit.long',
      'stopLoss.percent',
      'maxHolding',
    ]);
  });

  it('underlines keys that are none, and keeps the sliders', () => {
    const text =
      'name: a\nparams: { z: { default: 2, min: 1, max: 4, step: 0.5, doc: edge } }\nentry: { lonng: rsi < z }\nstoploss: 3';
    expect(underlined(text)).toEqual(expect.arrayContaining(['lonng', 'stoploss']));
    expect(checkStrategyText(text).parameters).toEqual([
      { name: 'z', default: 2, min: 1, max: 4, step: 0.5, doc: 'edge' },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- 1\n- 2'],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['a megabyte of parentheses', `name: a\nentry: { long: "${'('.repeat(150_000)}" }`],
    ['nested maps', `${'{a: '.repeat(20_000)}`],
    ['a prototype', 'name: a\n__proto__: { polluted: 1 }\nentry: { long: rsi < 30 }'],
    ['a constructor', 'name: a\nentry: { long: constructor.constructor > 1 }'],
    ['a prototype in an expression', 'name: a\nentry: { long: __proto__ > 1 }'],
    ['code', 'name: a\nentry: { long: "process.exit(1)" }'],
    ['a tag', 'name: a\nentry: !!js/function "function(){}"'],
    ['a control character', 'name: a\nentry: { long: "rsi < \\u0000 30" }'],
    ['a reserved parameter', 'name: a\nparams: { and: 1 }\nentry: { long: rsi < 30 }'],
    ['an infinite parameter', 'name: a\nparams: { z: .inf }\nentry: { long: rsi < z }'],
    ['a date', 'name: 2020-01-01\nentry: { long: rsi < 30 }'.replace('2020-01-01', '!!timestamp 2020-01-01')],
  ])('answers %s with a problem, in time', (_what, text) => {
    const began = performance.now();
    const { ok, problems } = checkStrategyText(text);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(ok).toBe(false);
    for (const { message, line, column, endLine, endColumn } of problems) {
      expect(message.length).toBeLessThan(400);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(endLine > line || endColumn > column).toBe(true);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the names of the language', () => {
  const { words, keys, operators } = strategyNames();

  it('are of every kind, each with what it means, how it is written and when it begins', () => {
    const kinds = new Set(words.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      ['detector', 'field', 'function', 'metric', 'pair', 'position', 'signal', 'tier'].sort(),
    );
    for (const { name, documentation, signature, warmUp } of words) {
      expect([name, documentation.length > 3, signature.length > 0, warmUp.length > 0]).toEqual([
        name,
        true,
        true,
        true,
      ]);
    }
    expect(words.find(({ name }) => name === 'oiZ')).toMatchObject({ kind: 'metric', unit: 'σ' });
    expect(words.find(({ name }) => name === 'volatilityRegime')).toMatchObject({ kind: 'detector' });
    expect(words.find(({ name }) => name === 'highest')?.signature).toBe('highest(x, n)');
    expect(operators).toContain('and');
  });

  it('are followed by the keys of a file', () => {
    const names = keys.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['entry.long', 'stopLoss.atr', 'sizing.notional', 'pair.hedge']),
    );
    for (const { name, documentation } of keys)
      expect([name, documentation.length > 5]).toEqual([name, true]);
  });
});
