import { NUMBER_DOCS, type NumberName } from '@hindcast/engine/simulation';
import type { TradeRow } from '@hindcast/engine/wire';
import type { RunResult } from '../simulation/run/index.ts';
import { count, table, time } from './text.ts';

/** What a person sees first, in this order; everything else is in the JSON document. */
const SHOWN: readonly NumberName[] = [
  'netPnl',
  'returnPct',
  'buyAndHoldPct',
  'cagrPct',
  'volatilityPct',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdownPct',
  'exposurePct',
  'profitFactor',
  'expectancy',
  'worstTrade',
  'sqn',
  'averageMae',
  'averageMfe',
  'fees',
  'funding',
  'slippage',
];

/** A report as a person reads it on a terminal, with the last trades. */
export function simulationText(result: RunResult, trades: TradeRow[], listed: number): string {
  const { report, dataset } = result;
  const { name, params } = report.strategy;
  const spoken = (values: Readonly<Record<string, number>>): string[] =>
    Object.entries(values).map(([key, value]) => `${key}=${value}`);
  const [given, changed] = [spoken(params), spoken(report.config)];
  return [
    `${name} on ${dataset.manifest.title}${dataset.manifest.simulated ? ' (simulated market)' : ''}`,
    report.lanes.map(({ venue, symbol, timeframe }) => `${venue} ${symbol} ${timeframe}`).join(', '),
    `${time(report.range.from ?? 0)} to ${time(report.range.to ?? 0)} UTC, ${count(report.range.rows)} bars`,
    ...(given.length > 0 ? [`parameters ${given.join(' ')}`] : []),
    ...(changed.length > 0 ? [`configuration ${changed.join(' ')}`] : []),
    '',
    headline(result),
    '',
    table(
      ['', '', ''],
      SHOWN.map((key) => numberRow(key, report.numbers[key])),
    ).replace(/^\s*\n/, ''),
    '',
    regretText(result),
    ...(trades.length > 0 && listed > 0 ? ['', tradesText(trades, listed)] : []),
    '',
    ...report.warnings.map(({ message }) => `warning: ${message}`),
    'Assumed:',
    ...report.assumptions.map((line) => `  ${line}`),
    '',
    `Reproduce: ${report.reproduce}`,
  ].join('\n');
}

/** Eight figures are more than any tick size needs. */
const price = (x: number): string => String(Number(x.toPrecision(8)));
const money = (x: number | null): string => (x === null ? 'undefined' : x.toFixed(2));

function headline({ report: { numbers, startEquity, finalEquity } }: RunResult): string {
  const { trades, wins, hitRate, hitRateLow, hitRateHigh } = numbers;
  const share = (x: number | null): string => `${(100 * (x ?? 0)).toFixed(1)} %`;
  const hit =
    hitRate === null
      ? 'hit rate undefined'
      : `${wins} won: hit rate ${share(hitRate)} (95 %: ${share(hitRateLow)} to ${share(hitRateHigh)})`;
  return `${trades} trades, ${hit}; equity ${money(startEquity)} -> ${money(finalEquity)} USDT`;
}

function numberRow(key: NumberName, value: number | null): string[] {
  const { label, unit } = NUMBER_DOCS[key];
  return [label, value === null ? 'undefined' : value.toFixed(2), unit];
}

function regretText({ report: { regret, numbers } }: RunResult): string {
  const rows = [
    ['what hindsight would have made', money(regret.oracle)],
    ['entry timing', money(regret.entryTiming)],
    ['exit timing', money(regret.exitTiming)],
    ['missed signals', money(regret.missedSignals)],
    ['false signals', money(regret.falseSignals)],
    ['fees and slippage', money(regret.costs)],
    ['funding', money(regret.funding)],
    ['realised', money(regret.realised)],
  ];
  const mean = (total: number | null, each: number | null): string =>
    `${money(total)} (${money(each)} per trade)`;
  return [
    'Regret, USDT: from hindsight to what was realised',
    table(['', ''], rows).replace(/^\s*\n/, ''),
    `exit regret ${mean(numbers.exitRegret, numbers.meanExitRegret)}, entry regret ${mean(numbers.entryRegret, numbers.meanEntryRegret)}, ` +
      `missed regret ${money(numbers.missedRegret)} over ${numbers.missedSignals ?? 0} signals`,
  ].join('\n');
}

function tradesText(trades: TradeRow[], listed: number): string {
  const last = trades.slice(-listed);
  const rows = last.map((trade) => [
    trade.symbol,
    trade.side,
    time(trade.entryTime),
    price(trade.entryPrice),
    time(trade.exitTime),
    price(trade.exitPrice),
    trade.exitReason,
    money(trade.netPnl),
    money(trade.exitRegret),
  ]);
  const head = [
    'symbol',
    'side',
    'entry (UTC)',
    'price',
    'exit (UTC)',
    'price',
    'left by',
    'net PnL',
    'exit regret',
  ];
  return [`The last ${last.length} of ${trades.length} trades:`, table(head, rows)].join('\n');
}
