import { TIER_NAMES, type Tier } from '@hindcast/engine/wire';
import { missingText, type JudgedHorizon, type SubjectStudy } from '@hindcast/engine/validation';
import { hashOf } from '@hindcast/engine/strategy';
import { count, time } from '../../cli/text.ts';
import { nameFrom } from '../../datasets/index.ts';
import type { LaneWish } from '../../simulation/run/index.ts';
import { HIT_RATE_GOAL, LEAST_TIMED, type KpiReport, type SpeedKpi, type StrategyKpi } from './kpi-report.ts';

/** A figure without data is not 0. */
const NOT_MEASURED = 'not measured';
const NONE = '–';
const share = (x: number | null): string =>
  x !== null && Number.isFinite(x) ? `${(100 * x).toFixed(1)} %` : NONE;
const p = (x: number): string => (Number.isFinite(x) ? (x < 0.0001 ? '< 0.0001' : x.toFixed(4)) : NONE);
const lanesWord = (n: number): string => `${n} ${n === 1 ? 'lane' : 'lanes'}`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Symbols that a file's name spells out; of more it says how many, and the digest which. */
const MOST_SPELT = 4;

/**
 * `2026-11-21-demo.md`, of a part of the dataset `2026-11-21-demo+bybit+btc-usdt-usdt.md`: the report of a part is not that of the whole. No
 * dataset's name has a plus.
 */
export function kpiFileName({ at, part, validation }: KpiReport): string {
  const { venue, symbols = [], timeframe } = part;
  const spelt =
    symbols.length > MOST_SPELT ? [`${symbols.length}-symbols-${hashOf(symbols).slice(0, 8)}`] : symbols;
  const words = [venue, ...spelt, timeframe].filter((word) => word !== undefined);
  return `${[`${date(at)}-${validation.dataset.name}`, ...words.map(nameFrom)].join('+')}.md`;
}

/** ` (bybit, BTC/USDT:USDT)`; nothing where all of the dataset was asked for. */
function partText({ venue, symbols = [], timeframe }: LaneWish): string {
  const words = [venue, ...symbols, timeframe].filter((word) => word !== undefined);
  return words.length > 0 ? ` (${words.join(', ')})` : '';
}

/** What writes the report again. */
function commandText({ validation, part: { venue, symbols, timeframe } }: KpiReport): string {
  return [
    `hindcast docs ${validation.dataset.name}`,
    ...(venue === undefined ? [] : [`--venue ${venue}`]),
    ...(symbols ? [`--symbol ${symbols.join(',')}`] : []),
    ...(timeframe === undefined ? [] : [`--timeframe ${timeframe}`]),
  ].join(' ');
}

/** The report as a Markdown page. Every figure in it is computed; nothing is typed by hand. */
export function kpiMarkdown(report: KpiReport): string {
  const { validation, at, part } = report;
  const { dataset, lanes, range, options, tests } = validation;
  return [
    `# Key figures of ${dataset.name}${partText(part)}, ${date(at)}`,
    '',
    `Written by \`${commandText(report)}\` from ${dataset.simulated ? '**a simulated market**' : 'recorded data'}: ${lanesWord(lanes.length)} (${[...new Set(lanes.map(({ symbol }) => symbol))].join(', ')} on ${[...new Set(lanes.map(({ venue }) => venue))].join(', ')}), ${lanes[0].timeframe} bars, ${time(range.from)} to ${time(range.to)} UTC, ${count(range.rows)} bars a lane.`,
    '',
    `Dataset \`${dataset.digest}\`, engine ${validation.engineVersion}, seed ${options.seed}. A hit is a forward return above ${options.costsBps} bps in the direction of the bar's bias. ${tests.total} tests were corrected for, ${tests.earlier} of them tried on these data before. What the words mean: [validation.md](../validation.md).`,
    '',
    '## Hit rates by tier',
    '',
    signalTable(validation.subjects.filter(({ kind }) => kind === 'tier')),
    '',
    '## Other signals and detector events',
    '',
    signalTable(validation.subjects.filter(({ kind }) => kind !== 'tier')),
    '',
    '## Alert precision',
    '',
    ...alertText(report),
    '',
    `## Simulated hit rate against the goal of ${(100 * HIT_RATE_GOAL).toFixed(0)} %`,
    '',
    strategyTable(report.strategies),
    '',
    '## Capacity and latency',
    '',
    ...speedText(report.speed),
    '',
  ].join('\n');
}

function signalTable(subjects: readonly SubjectStudy[]): string {
  const rows = table(
    ['signal', 'events', 'worth', 'bars', 'hit rate', '95 %', 'at random', 'adjusted p', 'verdict'],
    subjects.map(signalRow),
  );
  return [rows, ...missingLines(subjects)].join('\n\n');
}

function signalRow(subject: SubjectStudy): string[] {
  const { id, events, missing, verdict } = subject;
  const study = judgedOf(subject);
  const { estimate, low, high } = study.hitRate;
  if (!Number.isFinite(estimate)) {
    const seen = missing.length > 0 ? NONE : count(events);
    return [nameOf(id), seen, NONE, NONE, NOT_MEASURED, NONE, NONE, NONE, verdict.word];
  }
  return [
    nameOf(id),
    count(events),
    study.effectiveEvents.toFixed(0),
    String(study.horizon),
    share(estimate),
    Number.isFinite(low) ? `${share(low)} to ${share(high)}` : NONE,
    share(study.baseRate),
    p(verdict.adjustedP),
    verdict.word,
  ];
}

/** The study at the horizon that the verdict is about. */
function judgedOf({ horizons, verdict }: SubjectStudy): JudgedHorizon {
  return horizons.find(({ horizon }) => horizon === verdict.horizon)!;
}

/** What the recording lacks, each reason once with the signals that it keeps from being measured. */
function missingLines(subjects: readonly SubjectStudy[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, missing } of subjects) {
    const reason = missingText(missing);
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return [...byReason].map(([reason, ids]) => `Not measured: ${ids.join(', ')}. ${reason}`);
}

function nameOf(id: string): string {
  const tier = /^tier([1-6])$/.exec(id);
  return tier ? `${id}: ${TIER_NAMES[Number(tier[1]) as Tier]}` : id;
}

/** Of a loud alert one asks whether the price went its way far enough; of a detector, where truth is planted, whether it was right. */
function alertText({ validation, truth }: KpiReport): string[] {
  const loud = validation.subjects.filter(({ id }) => id === 'tier2' || id === 'LIQUIDATION_CASCADE');
  const lines = loud.map((subject) => {
    const { hits, events, hitRate, horizon } = judgedOf(subject);
    const { id, missing } = subject;
    if (!Number.isFinite(hitRate.estimate))
      return `- ${nameOf(id)}: ${NOT_MEASURED}: ${missing.length > 0 ? missingText(missing) : 'it never occurred.'}`;
    return `- ${nameOf(id)}: ${count(hits)} of ${count(events)} alerts were followed by a move that pays its costs within ${horizon} bars: ${share(hitRate.estimate)} (${share(hitRate.low)} to ${share(hitRate.high)}).`;
  });
  if (!truth) return lines;
  return [
    ...lines,
    '',
    'Against what is planted in this simulated market:',
    '',
    table(
      ['detector', 'planted', 'found', 'claims', 'false', 'recall', 'precision'],
      truth.map((score) => [
        score.kind,
        count(score.planted),
        count(score.found),
        count(score.claims),
        count(score.falseEvents),
        share(score.recall),
        share(score.precision),
      ]),
    ),
  ];
}

function strategyTable(strategies: readonly StrategyKpi[]): string {
  return table(
    ['strategy', 'trades', 'hit rate', '95 %', 'goal', 'net PnL, USDT', 'Sharpe'],
    strategies.map(({ name, report, problem }) => {
      if (!report)
        return [
          name,
          NONE,
          NOT_MEASURED,
          NONE,
          `not run: ${(problem ?? '').replaceAll('|', '/')}`,
          NONE,
          NONE,
        ];
      const { trades, hitRate, hitRateLow, hitRateHigh, netPnl, sharpe } = report.numbers;
      return [
        name,
        count(trades ?? 0),
        hitRate === null ? NOT_MEASURED : share(hitRate),
        hitRateLow === null ? NONE : `${share(hitRateLow)} to ${share(hitRateHigh)}`,
        goalWord(hitRateLow, hitRateHigh),
        netPnl === null || !trades ? NONE : netPnl.toFixed(2),
        sharpe === null ? NONE : sharpe.toFixed(2),
      ];
    }),
  );
}

function goalWord(low: number | null, high: number | null): string {
  if (low === null || high === null) return 'no trades';
  if (low >= HIT_RATE_GOAL) return 'reached';
  return high < HIT_RATE_GOAL ? 'missed' : 'cannot be told';
}

function speedText(speed: SpeedKpi | null): string[] {
  if (!speed) return [`Not measured: fewer than ${2 * LEAST_TIMED} bars.`];
  const { lanes, barsPerSecond, sliceP50, sliceP99, capacity, cpu } = speed;
  return [
    table(
      ['figure', 'value'],
      [
        ['bars of all lanes in blocks', `${count(Math.round(barsPerSecond))} per second`],
        [`one time slice of ${lanesWord(lanes)}, median`, `${sliceP50.toFixed(3)} ms`],
        [`one time slice of ${lanesWord(lanes)}, 99 %`, `${sliceP99.toFixed(3)} ms`],
        ['lanes that one core carries at a bar a second each', count(capacity)],
      ],
    ),
    '',
    `Measured on ${cpu}, as the report was written; other work on the machine slows it.`,
  ];
}
