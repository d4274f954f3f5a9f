import { TIER_NAMES, type Tier } from '@hindcast/engine/wire';
import type { SubjectStudy } from '@hindcast/engine/validation';
import { count, time } from '../../cli/text.ts';
import { HIT_RATE_GOAL, type KpiReport, type StrategyKpi } from './kpi-report.ts';

const share = (x: number | null): string =>
  x !== null && Number.isFinite(x) ? `${(100 * x).toFixed(1)} %` : '–';
const p = (x: number): string => (Number.isFinite(x) ? (x < 0.0001 ? '< 0.0001' : x.toFixed(4)) : '–');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `2026-11-21-demo.md`. */
export function kpiFileName({ at, validation }: KpiReport): string {
  return `${date(at)}-${validation.dataset.name}.md`;
}

/** The report as a Markdown page. Every figure in it is computed; nothing is typed by hand. */
export function kpiMarkdown(report: KpiReport): string {
  const { validation, at, speed } = report;
  const { dataset, lanes, range, options, tests } = validation;
  return [
    `# Key figures of ${dataset.name}, ${date(at)}`,
    '',
    `Written by \`hindcast docs ${dataset.name}\` from ${dataset.simulated ? '**a simulated market**' : 'recorded data'}: ${lanes.length} lanes (${[...new Set(lanes.map(({ symbol }) => symbol))].join(', ')} on ${[...new Set(lanes.map(({ venue }) => venue))].join(', ')}), ${lanes[0].timeframe} bars, ${time(range.from)} to ${time(range.to)} UTC, ${count(range.rows)} bars a lane.`,
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
    table(
      ['figure', 'value'],
      [
        ['bars of all lanes in blocks', `${count(Math.round(speed.barsPerSecond))} per second`],
        [`one time slice of ${speed.lanes} lanes, median`, `${speed.sliceP50.toFixed(3)} ms`],
        [`one time slice of ${speed.lanes} lanes, 99 %`, `${speed.sliceP99.toFixed(3)} ms`],
        ['lanes that one core carries at a bar a second each', count(speed.capacity)],
      ],
    ),
    '',
    `Measured on ${speed.cpu}, as the report was written; other work on the machine slows it.`,
    '',
  ].join('\n');
}

function signalTable(subjects: readonly SubjectStudy[]): string {
  return table(
    ['signal', 'events', 'worth', 'bars', 'hit rate', '95 %', 'at random', 'adjusted p', 'verdict'],
    subjects.map((subject) => {
      const study = subject.horizons.find(({ horizon }) => horizon === subject.verdict.horizon)!;
      const { estimate, low, high } = study.hitRate;
      return [
        nameOf(subject.id),
        count(subject.events),
        study.effectiveEvents.toFixed(0),
        String(study.horizon),
        share(estimate),
        Number.isFinite(low) ? `${share(low)} to ${share(high)}` : '–',
        share(study.baseRate),
        p(subject.verdict.adjustedP),
        subject.verdict.word,
      ];
    }),
  );
}

function nameOf(id: string): string {
  const tier = /^tier([1-6])$/.exec(id);
  return tier ? `${id}: ${TIER_NAMES[Number(tier[1]) as Tier]}` : id;
}

/** Of a loud alert one asks whether the price went its way far enough; of a detector, where truth is planted, whether it was right. */
function alertText({ validation, truth }: KpiReport): string[] {
  const loud = validation.subjects.filter(({ id }) => id === 'tier2' || id === 'LIQUIDATION_CASCADE');
  const lines = loud.map(({ id, horizons, verdict }) => {
    const { hits, events, hitRate, horizon } = horizons.find((one) => one.horizon === verdict.horizon)!;
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
      if (!report) return [name, '–', '–', '–', `not run: ${(problem ?? '').replaceAll('|', '/')}`, '–', '–'];
      const { trades, hitRate, hitRateLow, hitRateHigh, netPnl, sharpe } = report.numbers;
      return [
        name,
        count(trades ?? 0),
        share(hitRate),
        hitRateLow === null ? '–' : `${share(hitRateLow)} to ${share(hitRateHigh)}`,
        goalWord(hitRateLow, hitRateHigh),
        netPnl === null ? '–' : netPnl.toFixed(2),
        sharpe === null ? '–' : sharpe.toFixed(2),
      ];
    }),
  );
}

function goalWord(low: number | null, high: number | null): string {
  if (low === null || high === null) return 'no trades';
  if (low >= HIT_RATE_GOAL) return 'reached';
  return high < HIT_RATE_GOAL ? 'missed' : 'cannot be told';
}
