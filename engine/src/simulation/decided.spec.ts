import { describe, expect, it } from '@jest/globals';
import { Market } from '../market.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/small-market.ts';
import { DecidedLane, decidedStrategy } from './decided.ts';
import { positionState, tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const ROWS = 1_500;

function computed(): Market {
  const market = new Market(smallMarket('decided', { rows: ROWS, holes: 0 }));
  market.advance(ROWS);
  return market;
}

const STRATEGIES = {
  plain: 'rsi < 42',
  'that reads the position': 'rsi < 42 and barsSinceExit > 3 or rsi < 30',
};

describe('decisions by hand', () => {
  for (const [name, long] of Object.entries(STRATEGIES)) {
    const strategy = compileStrategy({
      name,
      entry: { long, short: 'rsi > 58' },
      exit: { long: 'rsi > 55', short: 'rsi < 45' },
      stopLoss: { percent: 1 },
      maxHolding: 20,
      cooldown: 2,
      sizing: { notional: 1_000 },
    });

    it(`left to the rule are the rule's own trades, bit for bit: a strategy ${name}`, () => {
      const [lane] = computed().lanes;
      const own = new Simulation(strategy, [lane]);
      own.advance(ROWS);
      const decided = new DecidedLane(lane);
      decided.decide(0, ROWS, 'rule');
      const ruled = new Simulation(decidedStrategy(strategy), [decided]);
      ruled.advance(ROWS);
      expect(tradeRows(own).length).toBeGreaterThan(20);
      expect(tradeRows(ruled)).toEqual(tradeRows(own));
      expect(ruled.equity).toEqual(own.equity);
    });
  }

  const strategy = compileStrategy({
    name: 'by hand',
    entry: { long: 'rsi < 42', short: 'rsi > 58' },
    maxHolding: 5,
    sizing: { notional: 1_000 },
  });

  it('fill at the next open, whatever the rule says, and pass means nothing', () => {
    const [lane] = computed().lanes;
    const decided = new DecidedLane(lane);
    decided.decide(400, 401, 'short');
    const simulation = new Simulation(decidedStrategy(strategy), [decided]);
    simulation.advance(ROWS);
    const trades = tradeRows(simulation);
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ side: 'short', entryRow: 401, barsHeld: 5, exitReason: 'maxHolding' });
    expect(trades[0].entryPrice / lane.tape.columns.open[401]).toBeCloseTo(1, 2);
  });

  it('tell of an open position what leaving earlier would have brought more', () => {
    const [lane] = computed().lanes;
    const decided = new DecidedLane(lane);
    decided.decide(400, 401, 'long');
    const simulation = new Simulation(decidedStrategy(strategy), [decided]);
    simulation.advance(404);
    const position = positionState(simulation, 0)!;
    // Worked by hand from the opens at which the broker could have filled: rows 402 and 403, or the close of row 403 now.
    const { open, close } = lane.tape.columns;
    const { costs } = simulation.options;
    const slip = costs.slippage.bps / 10_000;
    const net = (price: number): number => {
      const fill = price * (1 - slip);
      return position.size * fill * (1 - costs.takerFee);
    };
    const best = Math.max(net(open[402]), net(open[403]), net(close[403]));
    expect(position.regret).toBeGreaterThanOrEqual(0);
    expect(position.regret).toBeCloseTo(best - net(close[403]), 8);
    expect(position.liquidation).toBeNull();
  });

  it('are not made on pairs', () => {
    const pair = compileStrategy({
      name: 'pair',
      pair: { y: 'BTC/USDT:USDT', x: 'ETH/USDT:USDT', hedge: 1 },
      entry: { long: 'rsi < 30' },
      sizing: { notional: 100 },
    });
    expect(() => decidedStrategy(pair)).toThrow(expect.objectContaining({ code: 'SIMULATION_DECIDED_PAIR' }));
  });
});
