import { HOUR, MINUTE, type AsOfSeries, type BarField } from '@hindcast/engine';
import type { ReadLog } from '../read-log.ts';
import type { TablePlan } from '../table-plan.ts';
import { SeriesBuilder } from './series-builder.ts';

/** The slow series of one symbol, ready to be joined. */
export type SeriesSet = Map<BarField, AsOfSeries>;

/** Settlements are hours apart: stamps within a minute are one settlement. */
const SAME_SETTLEMENT = MINUTE;
/** The lengths that venues use. Any other distance between two settlements is a hole, not an interval. */
const FUNDING_HOURS = [1, 2, 4, 8];

/** Loads every series of the given tables into memory: a year of five minutes is under a megabyte a field. */
export async function loadSeries(plans: readonly TablePlan[], log: ReadLog): Promise<SeriesSet> {
  const builders = new Map<BarField, SeriesBuilder>();
  const ordered = [...plans].sort((a, b) => a.firstTime - b.firstTime);
  for (const plan of ordered) {
    const columns = plan.values.map((column) => ({
      ...column,
      builder: builderFor(builders, column.field as BarField),
    }));
    for await (const batch of log.read(plan)) {
      for (const [k, { builder, lag = 0, maxAge = Infinity }] of columns.entries()) {
        for (let i = 0; i < batch.rows; i++) {
          builder.add({
            availableAt: batch.time[i] + lag,
            value: batch.values[k][i],
            maxAge,
            fallback: plan.fallback,
            file: plan.source.label,
            row: batch.line[i],
          });
        }
      }
    }
  }
  return withFundingTimes(builders);
}

function builderFor(builders: Map<BarField, SeriesBuilder>, field: BarField): SeriesBuilder {
  const known = builders.get(field);
  if (known) return known;
  const isFunding = field === 'fundingRate' || field === 'fundingIntervalHours';
  const builder = new SeriesBuilder(field, isFunding ? SAME_SETTLEMENT : 0);
  builders.set(field, builder);
  return builder;
}

/** Adds what follows from the settlements themselves: their times, and their intervals where no file has them. */
function withFundingTimes(builders: Map<BarField, SeriesBuilder>): SeriesSet {
  const set: SeriesSet = new Map();
  for (const [field, builder] of builders) {
    const series = builder.build();
    if (series) set.set(field, series);
  }
  const funding = set.get('fundingRate');
  if (!funding) return set;
  const { availableAt, maxAge } = funding;
  set.set('fundingTime', { availableAt, maxAge, values: availableAt });
  if (!set.has('fundingIntervalHours')) {
    set.set('fundingIntervalHours', {
      availableAt,
      maxAge,
      values: availableAt.map((_, i) => hoursBefore(availableAt, i)),
    });
  }
  return set;
}

/** Hours since the settlement before; NaN for the first one, and after a hole. Never looks ahead. */
function hoursBefore(times: Float64Array, i: number): number {
  if (i === 0) return NaN;
  const hours = Math.round((times[i] - times[i - 1]) / HOUR);
  return FUNDING_HOURS.includes(hours) ? hours : NaN;
}
