import { BAR_FIELDS, isTimeframe } from '@hindcast/engine';
import type { Recognise } from './match.ts';
import { plainTitle } from './titles.ts';

/** What `hindcast datasets export --format csv` writes: every field under its own name, the lane in each row. */
export const recogniseExported: Recognise = (table) => {
  const { titles, firstRow } = table;
  const [venue, timeframe] = [titles.find('venue'), titles.find('timeframe')];
  const time = table.time(titles.find('opentime'));
  if (venue < 0 || timeframe < 0 || !time || !titles.has('close')) return undefined;
  const word = firstRow[timeframe];
  if (!isTimeframe(word)) return undefined;
  const values = BAR_FIELDS.map((field) => ({ field, index: titles.find(plainTitle(field)) }))
    .filter(({ index }) => index >= 0)
    .map(({ field, index }) => table.column(field, index));
  const symbolIndex = table.symbolIndex;
  return [
    {
      kind: 'hindcast',
      role: 'bars',
      time,
      values,
      timeframe: word,
      venue: firstRow[venue],
      symbolIndex,
      notes: [],
    },
  ];
};
