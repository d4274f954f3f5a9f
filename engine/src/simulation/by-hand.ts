import { Lane } from '../lane.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import type { StrategyInput } from '../strategy/schema.ts';
import type { BarInput } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { HOUR } from '../time.ts';
import { NO_COSTS, type Costs } from './costs.ts';
import type { SimulationOptions } from './options.ts';
import { Simulation } from './simulation.ts';

/** For tests that are worked by hand: hourly bars written as [open, high, low, close]; null is a missing bar. */
export type Candle = readonly [open: number, high: number, low: number, close: number] | null;

export const START = 1_735_689_600_000; // 2025-01-01T00:00:00Z

/** What a script says at the close of a bar; carried by a field that the broker does not read. */
export const SAY = { long: 1, short: 2, leave: 3, both: 4 } as const;

export interface Script {
  readonly candles: readonly Candle[];
  /** What is decided at the close of each bar, by row. */
  readonly say: Readonly<Record<number, keyof typeof SAY>>;
  readonly strategy?: Partial<StrategyInput>;
  readonly costs?: Partial<Costs>;
  readonly options?: Partial<SimulationOptions>;
  /** More fields of a bar, by row. */
  readonly fields?: Readonly<Record<number, Partial<BarInput>>>;
}

export function handTape(
  script: Pick<Script, 'candles' | 'say' | 'fields'>,
  timeframe: '1h' | '15m' = '1h',
): Tape {
  const step = timeframe === '1h' ? HOUR : HOUR / 4;
  const bars = script.candles.map((candle, row): BarInput => {
    const said = script.say[row];
    const base = {
      openTime: START + row * step,
      takerLongShort: said ? SAY[said] : 0,
      ...script.fields?.[row],
    };
    if (candle === null) return { openTime: base.openTime };
    const [open, high, low, close] = candle;
    return { ...base, open, high, low, close };
  });
  return Tape.fromBars({ venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe }, bars);
}

/** A long of one unit when the script says so, and so on. Costs are zero unless given. */
export function handSimulation(script: Script): Simulation {
  const strategy = compileStrategy({
    name: 'by hand',
    entry: {
      long: 'takerLongShort == 1 or takerLongShort == 4',
      short: 'takerLongShort == 2 or takerLongShort == 4',
    },
    exit: { long: 'takerLongShort == 3', short: 'takerLongShort == 3' },
    sizing: { notional: 100 },
    ...script.strategy,
  });
  const lane = new Lane(handTape(script), { metrics: [] });
  const options = { equity: 1_000, ...script.options, costs: { ...NO_COSTS, ...script.costs } };
  const simulation = new Simulation(strategy, [lane], options);
  lane.advance(lane.tape.rows);
  simulation.advance(lane.tape.rows);
  return simulation;
}
