import { count, table, time } from '../cli/text.ts';
import { legName } from './close-series.ts';
import type { MethodFitDto } from './dto/pair-analysis.dto.ts';
import type { PairScanResultDto } from './dto/pair-scan.dto.ts';
import type { PairDocument } from './pair-report.ts';

const figure = (value: number | null, digits = 4): string => (value === null ? '-' : value.toFixed(digits));
const chance = (p: number): string => (p < 0.0001 ? '<0.0001' : p.toFixed(4));

/** An analysis for a person: what was looked at, the three fits, what it says now, the verdict. */
export function pairText(name: string, report: PairDocument): string {
  const { y, x, timeframe, rows, common, from, until, config, methods, now, verdict, notes, signalCount } =
    report;
  const range = from === null || until === null ? 'no bars' : `${time(from)} to ${time(until)} UTC`;
  return [
    `${name}: ${legName(y)} on ${legName(x)}`,
    `${timeframe} bars, ${range}, ${count(rows)} rows, ${count(common)} with both`,
    '',
    table(
      ['method', 'hedge ratio', '± 2 errors', 'intercept', 'ADF', 'p', '5 %', 'half-life', 'stationary'],
      methods.map(methodRow),
    ),
    '',
    ...(now
      ? [
          `Rolling ${config.method} over ${config.window} bars, at ${time(now.time)}: hedge ratio ${figure(now.beta)}, spread ${figure(now.spread, 6)}, z ${figure(now.z, 2)}, correlation ${figure(now.correlation, 2)}, ADF ${figure(now.adf, 2)}.`,
          `At |z| ${config.entry} and ${config.exit}: ${count(signalCount)} entries and exits.`,
          '',
        ]
      : []),
    verdict,
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

function methodRow({ method, alpha, beta, betaError, test, halfLife, stationary }: MethodFitDto): string[] {
  return [
    method,
    figure(beta),
    betaError === null ? '-' : figure(2 * betaError),
    figure(alpha),
    test ? test.statistic.toFixed(2) : '-',
    test ? chance(test.pValue) : '-',
    test ? test.critical.fivePercent.toFixed(2) : '-',
    halfLife === null ? '-' : `${halfLife.toFixed(1)} bars`,
    stationary ? 'yes' : 'no',
  ];
}

const MOST_LINES = 40;

/** A scan for a person: the pairs in their order, what could not be judged, what it comes to. */
export function scanText(name: string, result: PairScanResultDto): string {
  const { timeframe, symbols, rows, tested, pairs, unjudged, unjudgedCount, sentence } = result;
  const range =
    result.from === null || result.until === null
      ? ''
      : `, ${time(result.from)} to ${time(result.until)} UTC`;
  return [
    `${name}: ${count(tested)} pairs of ${symbols} symbols, ${timeframe} bars${range}, ${count(rows)} rows`,
    '',
    table(
      ['', 'y', 'x', 'hedge ratio', 'ADF', 'p', 'adjusted p', 'half-life', 'stability', 'comes back'],
      pairs
        .slice(0, MOST_LINES)
        .map((pair) => [
          pair.rank,
          legName(pair.y),
          legName(pair.x),
          pair.beta.toFixed(4),
          pair.statistic.toFixed(2),
          chance(pair.pValue),
          chance(pair.adjusted),
          pair.halfLife === null ? '-' : `${pair.halfLife.toFixed(1)} bars`,
          pair.stability.toFixed(2),
          pair.cointegrated ? 'yes' : 'no',
        ]),
    ),
    ...(pairs.length > MOST_LINES
      ? [`… and ${count(pairs.length - MOST_LINES)} more: --json has them.`]
      : []),
    ...unjudged.slice(0, 10).map(({ y, x, reason }) => `${legName(y)} on ${legName(x)}: ${reason}`),
    ...(unjudgedCount > 10 ? [`… and ${count(unjudgedCount - 10)} more that could not be judged.`] : []),
    '',
    sentence,
  ].join('\n');
}
