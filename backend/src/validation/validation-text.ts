import type { GroupTrend } from '@hindcast/engine/statistics';
import type { JudgedHorizon, SubjectStudy } from '@hindcast/engine/validation';
import { count, table, time } from '../cli/text.ts';
import type { ValidationReport } from './validation-run.ts';

const percent = (x: number, digits = 1): string => (Number.isFinite(x) ? (100 * x).toFixed(digits) : '-');
const bps = (x: number): string => (Number.isFinite(x) ? (10_000 * x).toFixed(1) : '-');
const p = (x: number): string => (Number.isFinite(x) ? (x < 0.0001 ? '<0.0001' : x.toFixed(4)) : '-');
const interval = (low: number, high: number): string =>
  Number.isFinite(low) ? `${percent(low)} – ${percent(high)}` : '-';

/** The report for a person: one table, then what each signal comes to in a sentence. */
export function validationText(report: ValidationReport): string {
  const { dataset, lanes, range, options, tests, subjects } = report;
  return [
    `${dataset.name}${dataset.simulated ? ' (simulated market)' : ''}: ${lanes.map(({ venue, symbol }) => `${venue} ${symbol}`).join(', ')}`,
    `${lanes[0].timeframe} bars, ${time(range.from)} to ${time(range.to)} UTC, ${count(range.rows)} bars; a hit is a forward return above ${options.costsBps} bps, ${directionWord(options.direction)}`,
    '',
    table(
      [
        'signal',
        'events',
        'worth',
        'bars',
        'hit %',
        '95 %',
        'random %',
        'return bps',
        'random bps',
        'p',
        'adjusted p',
        'verdict',
      ],
      subjects.map(subjectRow),
    ),
    '',
    ...subjects.map(({ id, verdict }) => `${id}: ${verdict.sentence}`),
    ...tierLines(report),
    ...(subjects.length <= 3 ? subjects.flatMap(details) : []),
    '',
    `${tests.total} tests were corrected for at a false discovery rate of ${percent(report.rate, 0)} %: ${tests.here} here, ${tests.earlier} tried on these data before.`,
    `Reproduce: dataset ${dataset.digest}; seed ${options.seed}; replicates ${options.replicates}; engine ${report.engineVersion}`,
  ].join('\n');
}

function directionWord(direction: string): string {
  const words: Record<string, string> = {
    bias: "in the direction of the bar's bias",
    against: "against the bar's bias",
    long: 'upwards',
    short: 'downwards',
  };
  return words[direction] ?? direction;
}

function subjectRow({ id, events, horizons, verdict }: SubjectStudy): (string | number)[] {
  const best = horizons.find(({ horizon }) => horizon === verdict.horizon)!;
  return [
    id.length > 40 ? `${id.slice(0, 39)}…` : id,
    events,
    best.effectiveEvents.toFixed(0),
    best.horizon,
    percent(best.hitRate.estimate),
    interval(best.hitRate.low, best.hitRate.high),
    percent(best.baseRate),
    bps(best.meanReturn),
    bps(best.baseReturn),
    p(verdict.pValue),
    p(verdict.adjustedP),
    verdict.word,
  ];
}

/** The reliability curve of the tiers, a column per horizon, and whether it rises. */
function tierLines({ tiers }: ValidationReport): string[] {
  if (tiers.length === 0) return [];
  const known = [...new Set(tiers.flatMap(({ bins }) => bins.map(({ tier }) => tier)))].sort((a, b) => a - b);
  const row = (tier: number): string[] => [
    `tier${tier}`,
    ...tiers.map(({ bins }) => {
      const bin = bins.find((one) => one.tier === tier);
      if (!bin) return '-';
      const { hitRate, baseRate } = bin;
      const between = `${percent(hitRate.low, 0)}–${percent(hitRate.high, 0)}`;
      return `${percent(hitRate.estimate)} (${between}) / ${percent(baseRate)}`;
    }),
  ];
  return [
    '',
    'Does a higher tier hit more often? Hit rate in % (95 %) / at random; below, the rise of their difference per tier, in points',
    table(
      ['', ...tiers.map(({ horizon }) => `${horizon} bar${horizon === 1 ? '' : 's'}`)],
      [
        ...known.map(row),
        ['per tier', ...tiers.map(({ trend }) => trendText(trend))],
        ['p', ...tiers.map(({ trend }) => p(trend.pValue))],
      ],
    ),
  ];
}

function trendText({ slope }: GroupTrend): string {
  if (!Number.isFinite(slope.estimate)) return '-';
  return `${percent(slope.estimate, 2)} (${percent(slope.low, 2)} to ${percent(slope.high, 2)})`;
}

/** Every horizon, the months and the change points: shown where few signals are looked at. */
function details(study: SubjectStudy): string[] {
  const last = study.path.at(-1);
  return [
    '',
    `${study.id}: ${study.label}${study.unsided > 0 ? ` (${count(study.unsided)} occurrences without a side left out)` : ''}`,
    table(
      [
        'bars',
        'events',
        'worth',
        'hit %',
        '95 %',
        'random %',
        'return bps',
        'random bps',
        'adjusted p (hits)',
        'adjusted p (return)',
      ],
      study.horizons.map(horizonRow),
    ),
    ...(last
      ? [
          `after ${last.bar} bars: mean ${percent(last.mean, 3)} % (${percent(last.low, 3)} to ${percent(last.high, 3)}), on the way worst ${percent(last.meanAdverse, 3)} %, best ${percent(last.meanFavourable, 3)} %`,
        ]
      : []),
    '',
    table(
      ['', 'events', 'hit %', '95 %', 'random %'],
      (['symbol', 'venue', 'regime', 'month', 'score'] as const).flatMap((by) =>
        study.splits[by].map((group) => [
          `${by} ${group.key}`,
          group.events,
          percent(group.hitRate.estimate),
          interval(group.hitRate.low, group.hitRate.high),
          percent(group.baseRate),
        ]),
      ),
    ),
    ...study.decay.changes.map(
      (change) =>
        `change at ${time(change.time)}: excess hit rate ${percent(change.before)} → ${percent(change.after)} points (p ${p(change.pValue)})`,
    ),
  ];
}

function horizonRow(study: JudgedHorizon): (string | number)[] {
  return [
    study.horizon,
    study.events,
    study.effectiveEvents.toFixed(0),
    percent(study.hitRate.estimate),
    interval(study.hitRate.low, study.hitRate.high),
    percent(study.baseRate),
    bps(study.meanReturn),
    bps(study.baseReturn),
    p(study.adjustedP),
    p(study.adjustedReturnP),
  ];
}

const CSV_HEAD = [
  'signal',
  'kind',
  'horizon',
  'events',
  'unknown',
  'effectiveEvents',
  'hits',
  'hitRate',
  'hitRateLow',
  'hitRateHigh',
  'baseRate',
  'pValue',
  'adjustedP',
  'meanReturn',
  'baseReturn',
  'returnPValue',
  'adjustedReturnP',
  'verdict',
];

/** One row per signal and horizon; what is missing is empty. */
export function validationCsv({ subjects }: ValidationReport): string {
  const rows = subjects.flatMap(({ id, kind, horizons, verdict }) =>
    horizons.map((h) => [
      quoted(id),
      kind,
      ...[h.horizon, h.events, h.unknown, h.effectiveEvents, h.hits],
      ...[h.hitRate.estimate, h.hitRate.low, h.hitRate.high, h.baseRate, h.pValue, h.adjustedP],
      ...[h.meanReturn, h.baseReturn, h.returnPValue, h.adjustedReturnP],
      quoted(verdict.word),
    ]),
  );
  return [CSV_HEAD, ...rows].map(csvLine).join('\n');
}

export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => (cell === null || (typeof cell === 'number' && !Number.isFinite(cell)) ? '' : cell))
    .join(',');
}

/** A text cell that holds a comma, a quote or a line break, or that a spreadsheet would take for a formula. */
export function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
