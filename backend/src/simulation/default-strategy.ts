/**
 * What runs along in a replay that names no strategy: the rule of tier 2, followed in the direction of the flow.
 * A fixed amount per trade, so that trades on several lanes can be compared with one another.
 */
export const DEFAULT_STRATEGY = `
name: Confluence follow
description: >
  Open interest jumps while the crowd is long and takers push one way: go with the takers.
params:
  z: { default: 2.5, doc: open-interest z-score }
  crowd: { default: 2, doc: long accounts per short account }
  push: { default: 3, doc: taker imbalance in % }
entry:
  long: oiZ > z and globalLongShort > crowd and imbalancePct > push
  short: oiZ > z and globalLongShort > crowd and imbalancePct < -push
stopLoss: { atr: 2 }
takeProfit: { atr: 4 }
maxHolding: 24
cooldown: 6
sizing: { notional: 1000 }
`;
