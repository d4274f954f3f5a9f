import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '../errors.ts';
import { Lane } from '../lane.ts';
import type { BarView } from '../strategy/coded-rule.ts';
import { compileModule, type StrategyModule } from '../strategy/module.ts';
import { compileStrategy, type Strategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/index.ts';
import { tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const [tape] = smallMarket(11, { rows: 3_000, symbols: ['BTC/USDT:USDT'], venues: ['bybit'] });

function simulate(strategy: Strategy): Simulation {
  const lane = new Lane(tape, { metrics: strategy.columns });
  const simulation = new Simulation(strategy, [lane]);
  lane.advance(tape.rows);
  simulation.advance(tape.rows);
  return simulation;
}

const shared = { name: 'dips', stopLoss: { percent: 1 }, sizing: { equityPercent: 20 } } as const;
const params = { dip: 35 };

const inCode: StrategyModule = {
  ...shared,
  params,
  columns: ['rsi', 'sma(close, 20)', 'close'],
  entry: {
    long: (bar, _position, { dip }) =>
      bar.get('rsi') < dip && bar.get('rsi', 1) >= dip && bar.get('close') < bar.get('sma(close, 20)'),
  },
  exit: { long: (bar, position) => bar.get('rsi') > 60 || position.barsHeld >= 30 },
};

describe('a strategy module', () => {
  it('trades as the same rules in the expression language do', () => {
    const written = compileStrategy({
      ...shared,
      params,
      entry: { long: 'rsi < dip and prev.rsi >= dip and close < sma(close, 20)' },
      exit: { long: 'rsi > 60 or barsHeld >= 30' },
    });
    const plain = (strategy: Strategy): object[] =>
      tradeRows(simulate(strategy)).map((row) => ({ ...row, cause: row.cause.row }));
    const coded = plain(compileModule(inCode, 'source'));
    expect(coded.length).toBeGreaterThan(30);
    expect(coded).toEqual(plain(written));
  });

  it('is known by its source, and takes parameters and expressions like any other', () => {
    const one = compileModule(inCode, 'source');
    expect(compileModule(inCode, 'other source').hash).not.toBe(one.hash);
    expect(compileModule(inCode, 'source', { params: { dip: 30 } }).hash).not.toBe(one.hash);
    const mixed = compileModule({ ...inCode, exit: { long: 'rsi > 60' } }, 'source');
    expect(mixed.exitLong?.text).toBe('rsi > 60');
  });

  it('gets a missing value where it asks between two bars, or before the first', () => {
    const seen = new Set<unknown>();
    simulate(
      compileModule(
        {
          ...inCode,
          entry: {
            long: (bar: BarView) => {
              seen.add(bar.get('close', 0.5)).add(bar.get('close', bar.row + 1));
              return false;
            },
          },
        },
        's',
      ),
    );
    expect([...seen]).toStrictEqual([NaN]);
  });

  const failing = (long: StrategyModule['entry']['long']): (() => unknown) => {
    return () => simulate(compileModule({ ...inCode, entry: { long } }, 's'));
  };
  it.each<[string, () => unknown, string]>([
    ['looks ahead', failing((bar) => bar.get('rsi', -1) > 3), 'entry.long asks for "rsi" 1 bars ahead.'],
    [
      'asks for what it did not list',
      failing((bar) => bar.get('oiZ') > 3),
      'entry.long asks for "oiZ", which is not among',
    ],
    [
      'answers neither yes nor no',
      failing((() => 1) as never),
      'entry.long answered 1 instead of true or false at row 0.',
    ],
    [
      'throws',
      failing(() => {
        throw new Error('oops');
      }),
      'entry.long threw "oops" at row 0.',
    ],
    ['is none', () => compileModule({ name: 'x' }, 's'), 'The module does not export a strategy'],
    [
      'names an unknown column',
      () => compileModule({ ...inCode, columns: ['rsl'] }, 's'),
      '"rsl" is not a known name',
    ],
    [
      'names a condition',
      () => compileModule({ ...inCode, columns: ['rsi - 3'] }, 's'),
      '"rsi - 3" is not a column',
    ],
  ])('that %s is refused', (_what, run, message) => {
    expect(run).toThrow(HindcastError);
    expect(run).toThrow(message);
  });
});
