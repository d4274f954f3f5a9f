import { describe, expect, it } from '@jest/globals';
import { costsToAsk } from './costs.ts';

describe('costs of a run that was kept', () => {
  it('come back as they are asked for', () => {
    const slippage = { model: 'spread', bps: 2, rangeShare: 0.1 } as const;
    const kept = {
      takerFee: 0.00055,
      makerFee: -0.0001,
      slippage,
      funding: false,
      maintenanceMargin: 0.004,
      liquidationFee: 0.0125,
    };
    expect(costsToAsk(kept)).toEqual({
      takerBps: 5.5,
      makerBps: -1,
      slippageModel: 'spread',
      slippageBps: 2,
      rangeShare: 0.1,
      funding: false,
      maintenanceMarginBps: 40,
      liquidationFeeBps: 125,
    });
  });
});
