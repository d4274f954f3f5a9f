import type { ReplayAccount, TradingCosts } from '@hindcast/engine/wire';

/*
 * The terms of the strategy that runs along, in a link: `takerBps:4,initialCapital:2500,symbol:ETH/USDT:USDT`.
 */
const MODELS = ['bps', 'spread', 'volumeShare'] as const;
const COSTS = [
  'takerBps',
  'makerBps',
  'slippageBps',
  'rangeShare',
  'impact',
  'maintenanceMarginBps',
  'liquidationFeeBps',
] as const satisfies readonly (keyof TradingCosts)[];

/** The word for some terms; undefined for the lab's own. */
export function accountWord(account: ReplayAccount | undefined): string | undefined {
  if (!account) return undefined;
  const { costs = {}, symbols = [], ...rest } = account;
  const said = Object.entries({ ...costs, ...rest }).filter(([, value]) => value !== undefined);
  const pairs = [...said, ...symbols.map((symbol) => ['symbol', symbol])];
  return pairs.map(([name, value]) => `${String(name)}:${String(value)}`).join(',') || undefined;
}

/** The terms that a word stands for; undefined where any of it makes no sense. */
export function accountOf(word: string): ReplayAccount | undefined {
  const pairs = word.split(',').map((pair): [string, string] => {
    const colon = pair.indexOf(':');
    return [pair.slice(0, colon), pair.slice(colon + 1)];
  });
  const costs: Record<string, number | string | boolean> = {};
  const rest: Record<string, number | string> = {};
  const symbols: string[] = [];
  for (const [name, value] of pairs) {
    const number = value === '' ? NaN : Number(value);
    if (COSTS.some((cost) => cost === name) && Number.isFinite(number)) costs[name] = number;
    else if (name === 'slippageModel' && MODELS.some((model) => model === value)) costs[name] = value;
    else if (name === 'funding' && value === 'false') costs[name] = false;
    else if ((name === 'initialCapital' || name === 'from') && Number.isFinite(number)) rest[name] = number;
    else if (name === 'venue' && value) rest[name] = value;
    else if (name === 'symbol' && value) symbols.push(value);
    else return undefined;
  }
  return {
    ...(Object.keys(costs).length > 0 && { costs }),
    ...rest,
    ...(symbols.length > 0 && { symbols }),
  };
}
