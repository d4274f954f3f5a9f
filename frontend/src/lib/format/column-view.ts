import { parseDerived, type ColumnDoc } from '@hindcast/engine/wire';
import { DETECTORS, words } from './detectors.ts';
import { metricView, ownMetric, type MetricView } from './metrics.ts';
import { metricTitle } from './metric-titles.ts';
import { compact, decimal, percent, signed, type Missing } from './numbers.ts';
import { shortStamp } from './time.ts';

const FACTS = new Map(DETECTORS.flatMap(({ facts }) => facts.map((fact) => [fact.column, fact] as const)));
const present = (value: Missing): value is number => typeof value === 'number' && Number.isFinite(value);

/** `13` for a mask of tiers 1 and 3. */
const tiersIn = (mask: number): string =>
  [1, 2, 3, 4, 5, 6].filter((tier) => (mask >> (tier - 1)) & 1).join('') || '0';

/** How the numbers of a unit read, where nothing was said of the column itself. */
function showOf({ unit, words: states }: ColumnDoc): MetricView['show'] {
  if (states) return (value) => (present(value) ? words(states[value] ?? String(value)) : '–');
  if (unit === 'UTC ms') return (value) => (present(value) ? shortStamp(value, 'utc') : '–');
  if (unit === 'bit mask') return (value) => (present(value) ? tiersIn(value) : '–');
  if (unit === 'fraction' || unit === '0–1') return (value) => percent(value);
  if (unit === 'σ') return (value) => signed(value, 2);
  if (unit === '%') return (value) => signed(value, 3);
  if (unit === 'ln') return (value) => signed(value, 5);
  return unit === '×' ? (value) => decimal(value, 2) : compact;
}

/** Units that stand behind the number. */
const PRINTED: Readonly<Record<string, string>> = {
  σ: 'σ',
  '%': '%',
  h: 'h',
  '×': '×',
  USD: '$',
  'USD/h': '$/h',
};

/** How a derived column reads: like what it is made of, unless its unit is another. */
function derivedView(name: string, docs: ReadonlyMap<string, ColumnDoc>): MetricView | undefined {
  const parts = parseDerived(name);
  if (!parts) return undefined;
  const label = name;
  if (parts.fn === 'rsi') return { name, label, show: (value) => decimal(value, 1), unit: '' };
  if (parts.fn === 'zscore') return { name, label, show: (value) => signed(value, 2), unit: 'σ' };
  const { show, unit } = columnView(parts.argument, docs);
  return { name, label, show, unit };
}

/** How any column of a recording is shown: one of the page's own metrics, one of the catalogue, or a derived one. */
export function columnView(name: string, docs: ReadonlyMap<string, ColumnDoc>): MetricView {
  const own = ownMetric(name);
  if (own) return { ...own, label: metricTitle(name) };
  const doc = docs.get(name);
  if (!doc) return derivedView(name, docs) ?? metricView(name);
  const label = metricTitle(name);
  const fact = FACTS.get(name);
  if (fact?.show) return { name, label, show: fact.show, unit: '' };
  return { name, label, show: showOf(doc), unit: doc.words ? '' : (PRINTED[doc.unit] ?? '') };
}
