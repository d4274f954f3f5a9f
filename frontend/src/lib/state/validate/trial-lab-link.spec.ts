import { describe, expect, it } from '@jest/globals';
import { parseLab } from '../lab/lab-url.ts';
import { trialLabLink } from './trial-lab-link.ts';
import { trialRun } from './trial-run.ts';
import type { NewSweep } from './wire.ts';

const SUBJECT = {
  dataset: { name: 'demo', digest: 'd'.repeat(64), simulated: true },
  lanes: [{ venue: 'bybit', symbol: 'ETH/USDT:USDT', timeframe: '5m' }],
};
const ASKED = {
  ...{ dataset: 'demo', strategy: 'name: any\nparams: { hold: 12 }\nentry: { long: oiZ > 2 }\n' },
  ...{ vary: [], venue: 'bybit', symbols: ['ETH/USDT:USDT'] },
  ...{ takerBps: 7, equity: 2_500 },
} as NewSweep;

const read = (link: string): ReturnType<typeof parseLab> =>
  parseLab(new URL(link, 'http://localhost').searchParams);

describe('the link of a trial to the lab', () => {
  it('carries its lanes, costs, equity and configuration', () => {
    const run = trialRun(ASKED, ['hold', 'signals.oiZ', 'costs.slippageBps'], [6, 3, 4]);
    expect(read(trialLabLink(SUBJECT, ASKED, run, 'draft-1'))).toEqual({
      ...{ dataset: 'demo', timeframe: '5m', venue: 'bybit', symbols: ['ETH/USDT:USDT'] },
      strategy: 'draft-1',
      account: { costs: { takerBps: 7, slippageBps: 4 }, initialCapital: 2_500 },
      config: { 'signals.oiZ': 3 },
    });
  });
});
