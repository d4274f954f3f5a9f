import { HOUR, MINUTE } from '@hindcast/engine';
import type { ValueColumn } from '../table-plan.ts';
import { timeframeOf, type Match, type Recognise } from './match.ts';
import { FUNDING_TITLES, INTERVAL_TITLES, SERIES_TITLES } from './titles.ts';

/** A value may be used for this many of its series' intervals. */
export const STALE_INTERVALS = 3;
/** A settled funding rate, for two settlements. */
export const STALE_FUNDINGS = 2;
export const DEFAULT_FUNDING_HOURS = 8;
/** What Binance's metrics files hold: one row every five minutes. */
const METRICS_STEP = 5 * MINUTE;

/** Settled funding rates: Binance's archive, its API, and shorter tables. */
export const recogniseFunding: Recognise = (table) => {
  const rate = table.hasHeader ? table.titles.find(...FUNDING_TITLES) : headlessRate(table.firstRow);
  const time = table.hasHeader ? table.time() : table.time(0);
  if (rate < 0 || !time || table.titles.has('open', 'price')) return undefined;
  const interval = table.hasHeader ? table.titles.find(...INTERVAL_TITLES) : 1;
  const maxAge = STALE_FUNDINGS * DEFAULT_FUNDING_HOURS * HOUR;
  const values: ValueColumn[] = [{ ...table.column('fundingRate', rate), lag: 0, maxAge }];
  if (interval >= 0) values.push({ ...table.column('fundingIntervalHours', interval), lag: 0, maxAge });
  return [{ kind: 'funding', role: 'series', time, values, symbolIndex: table.symbolIndex, notes: [] }];
};

/** `1704067200000,8,0.00037409` without a header. */
function headlessRate(row: string[]): number {
  const [hours, rate] = [Number(row[1]), Number(row[2])];
  return row.length === 3 && hours >= 1 && hours <= 24 && Math.abs(rate) < 1 ? 2 : -1;
}

/**
 * Open interest and ratios, by their titles. A stamp of open interest or of an account ratio is the moment it
 * was taken; the taker ratio covers the interval that *begins* at its stamp, so that it is known one interval
 * later (seen by comparing its volumes with the klines': docs/datasets.md).
 */
export const recogniseSeries: Recognise = (table) => {
  const time = table.time();
  const values = table.columns(SERIES_TITLES);
  if (!time || (values.length === 0 && !table.titles.has('takerbuyvol'))) return undefined;
  const step = table.step(time) ?? METRICS_STEP;
  const timed = values.map((column) => ({
    ...column,
    lag: column.field === 'takerLongShort' ? step : 0,
    maxAge: STALE_INTERVALS * step,
  }));
  const kind = table.titles.has('sumtoptraderlongshortratio') ? 'metrics' : 'series';
  const symbolIndex = table.symbolIndex;
  const matches: Match[] =
    timed.length > 0 ? [{ kind, role: 'series', time, values: timed, symbolIndex, notes: [] }] : [];
  const bought = table.titles.find('takerbuyvol', 'takerbuyvolume');
  const timeframe = timeframeOf(step);
  if (bought >= 0 && timeframe) {
    const volume = [table.column('takerBuyVolume', bought)];
    matches.push({
      kind: 'taker volume',
      role: 'bars',
      time,
      values: volume,
      timeframe,
      symbolIndex,
      notes: [],
    });
  }
  return matches.length > 0 ? matches : undefined;
};

/** A metrics file without its header: a time as text, a symbol, six numbers. */
export const recogniseBareMetrics: Recognise = (table) => {
  const time = table.time(0);
  if (table.hasHeader || table.width !== 8 || time?.format !== 'iso') return undefined;
  if (!/^[A-Z0-9]+$/.test(table.firstRow[1])) return undefined;
  const fields = [
    'openInterest',
    'openInterestUsd',
    'topLongShortAccounts',
    'topLongShortPositions',
    'globalLongShort',
    'takerLongShort',
  ] as const;
  const values = fields.map((field, i) => ({
    ...table.column(field, i + 2),
    lag: field === 'takerLongShort' ? METRICS_STEP : 0,
    maxAge: STALE_INTERVALS * METRICS_STEP,
  }));
  return [
    { kind: 'metrics', role: 'series', time, values, symbolIndex: 1, notes: ['no header: taken as metrics'] },
  ];
};
