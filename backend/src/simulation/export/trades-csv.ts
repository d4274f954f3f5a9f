import type { Trade } from '../dto/result.dto.ts';

/** The columns of the file, in their order; the unit stands in the name where it is not obvious. */
const COLUMNS: readonly (readonly [name: string, value: (trade: Trade) => string | number | null])[] = [
  ['id', ({ id }) => id],
  ['venue', ({ venue }) => venue],
  ['symbol', ({ symbol }) => symbol],
  ['side', ({ side }) => side],
  ['signal_time_utc', ({ cause }) => iso(cause.time)],
  ['entry_time_utc', ({ entryTime }) => iso(entryTime)],
  ['entry_price', ({ entryPrice }) => entryPrice],
  ['exit_time_utc', ({ exitTime }) => iso(exitTime)],
  ['exit_price', ({ exitPrice }) => exitPrice],
  ['exit_reason', ({ exitReason }) => exitReason],
  ['size_base', ({ size }) => size],
  ['entries', ({ entries }) => entries],
  ['bars_held', ({ barsHeld }) => barsHeld],
  ['gross_pnl_usdt', ({ grossPnl }) => grossPnl],
  ['fees_usdt', ({ fees }) => fees],
  ['funding_usdt', ({ funding }) => funding],
  ['slippage_usdt', ({ slippage }) => slippage],
  ['net_pnl_usdt', ({ netPnl }) => netPnl],
  ['return_pct', ({ returnPct }) => returnPct],
  ['mae_usdt', ({ mae }) => mae],
  ['mfe_usdt', ({ mfe }) => mfe],
  ['exit_regret_usdt', ({ exitRegret }) => exitRegret],
  ['entry_regret_usdt', ({ entryRegret }) => entryRegret],
  ['oracle_usdt', ({ oracle }) => oracle],
  ['entry_timing_usdt', ({ entryTiming }) => entryTiming],
  ['exit_timing_usdt', ({ exitTiming }) => exitTiming],
  ['false_signal_usdt', ({ falseSignal }) => falseSignal],
  ['tier', ({ cause }) => cause.tier],
  ['both_hit', ({ bothHit }) => Number(bothHit)],
  ['bars_waited', ({ waited }) => waited],
  ['rule', ({ cause }) => cause.rule],
];

const iso = (time: number): string => new Date(time).toISOString();

/** A cell as RFC 4180 has it: empty where there is no value, quoted where it must be. */
function cell(value: string | number | null): string {
  if (value === null || value !== value) return '';
  if (typeof value === 'number') return String(value);
  // A text that a spreadsheet would run as a formula is told to be one.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** All trades of a run as CSV, one line each, with a head. */
export function tradesCsv(trades: readonly Trade[]): string {
  const lines = trades.map((trade) => COLUMNS.map(([, value]) => cell(value(trade))).join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\r\n')}\r\n`;
}
