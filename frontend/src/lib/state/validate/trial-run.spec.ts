import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { trialRun } from './trial-run.ts';
import type { NewSweep } from './wire.ts';

const TEXT = `name: two
params:
  z: 2.5
  hold: { default: 24, min: 20, max: 30, step: 1 } # bars
entry: { long: oiZ > z }
`;
const ASKED = { dataset: 'demo', strategy: TEXT, vary: [] } as NewSweep;

describe('the run that a trial of a sweep was', () => {
  it('has its parameters in the text, and every dotted name where it belongs', () => {
    const names = ['z', 'hold', 'signals.oiZ', 'metrics.zWindow', 'costs.takerFee', 'costs.slippageBps'];
    const run = trialRun(ASKED, names, [3, 22, 9, 40, 0.0003, 4]);
    expect(parse(run.strategy)).toMatchObject({ params: { z: 3, hold: { default: 22, min: 20 } } });
    expect(run.strategy).toContain('# bars');
    expect(run.config).toEqual({ 'signals.oiZ': 9, 'metrics.zWindow': 40 });
    // 0.0003 of the value are 3 basis points.
    expect(run.costs).toEqual({ takerBps: 3, slippageBps: 4 });
    expect(run.initialCapital).toBeUndefined();
  });

  it("takes the sweep's costs and equity, and the trial's own costs before them", () => {
    const asked = { ...ASKED, takerBps: 7, slippageBps: 2, funding: false, equity: 2_500 };
    const run = trialRun(asked, ['costs.takerFee'], [0.001]);
    expect(run).toMatchObject({ config: {}, initialCapital: 2_500, strategy: TEXT });
    expect(run.costs).toEqual({ takerBps: 10, slippageBps: 2, funding: false });
  });

  it.each(['takerFee', 'makerFee', 'maintenanceMargin', 'liquidationFee'])(
    'knows %s, which a sweep writes as a fraction',
    (name) => {
      const { costs } = trialRun(ASKED, [`costs.${name}`], [0.0025]);
      expect(Object.values(costs)).toEqual([25]);
    },
  );

  it('keeps a drawn fee to its last digit', () => {
    const fee = 0.000_345_678_912_345_67;
    const { takerBps } = trialRun(ASKED, ['costs.takerFee'], [fee]).costs;
    expect(takerBps! / 10_000).toBeCloseTo(fee, 19);
  });
});
