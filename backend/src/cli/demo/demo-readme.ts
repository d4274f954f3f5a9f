import type { Tape } from '@hindcast/engine';
import {
  marketStatistics,
  PLANTED_KINDS,
  TRUTH_RULES,
  type MarketSpec,
  type MarketStatistics,
  type PlantedEvent,
} from '@hindcast/engine/testing';

type Row = readonly string[];

/**
 * Measured on recordings of Binance USD-M perpetuals (December 2025 to May 2026): returns, ranges and volumes on 5m bars
 * of SOL over 166 days, open interest on 5m of BTC, ETH and SOL, taker flow on 15m of BTC and ETH.
 */
const MEASURED: Record<keyof MarketStatistics, readonly [meaning: string, measured: string]> = {
  returnDeviation: ['standard deviation of 5m log returns, %', '0.12 – 0.24'],
  returnKurtosis: ['kurtosis of 5m returns (normal: 3)', '8 – 57'],
  returnAutocorrelation: ['autocorrelation of returns, 1 bar', '0.00'],
  sizeAutocorrelation1: ['autocorrelation of the size of returns, 1 bar', '0.32'],
  sizeAutocorrelation12: ['… 1 hour', '0.20'],
  sizeAutocorrelationDay: ['… 1 day', '0.14'],
  rangeOverMove: ['mean range over mean size of returns', '2.04'],
  volumeDeviation: ['standard deviation of log volume', '0.90'],
  volumeWithMove: ['correlation of log volume and size of the return', '0.56'],
  imbalanceDeviation: ['standard deviation of the taker imbalance, %', '17 – 19'],
  imbalanceWithReturn: ['correlation of imbalance and return', '0.50 – 0.52'],
  interestDeviation: ['standard deviation of open-interest changes, %', '0.12 – 0.15'],
  interestKurtosis: ['kurtosis of open-interest changes', '59 – 100'],
  interestWithMove: ['correlation of their size and the size of returns', '0.39'],
};

/** The README beside the data: what it is, how it was made, what was planted. Counted, not typed. */
export function demoReadme(
  spec: MarketSpec,
  seed: string,
  tapes: readonly Tape[],
  planted: readonly PlantedEvent[],
): string {
  const edges = spec.symbols.filter(({ edge }) => edge !== null).map(({ symbol }) => symbol);
  const without = spec.symbols.filter(({ edge }) => edge === null).map(({ symbol }) => symbol);
  return [
    '# Demo: a simulated market',
    '',
    '**Nothing in this folder was ever traded.** It is a market simulated by `engine/src/testing` with the seed',
    `\`${seed}\`: ${spec.symbols.length} symbols on ${spec.venues.length} venues, ${spec.days} days of 5m bars. Names and price levels are there to`,
    'look familiar. Every screen and report that shows it says so.',
    '',
    '`hindcast generate-demo` writes this folder again, byte for byte; `hindcast generate-demo --check` says whether it is',
    'as it should be. Do not edit anything here: the manifest holds the hash of every file.',
    '',
    '## What is in it',
    '',
    'Volatility that comes in phases and clusters, with fat tails and the hours of the day; a common factor that ties the',
    'symbols together; taker flow that leans with the price; open interest, ratios and funding that react; liquidations',
    'that follow moves; a second venue with a basis, volumes, lagging open interest and funding of its own, which publishes no',
    'top-trader and no taker ratios. Some bars and values are missing, as in any recording.',
    '',
    'Beside numbers measured on recordings of real perpetuals (first venue here; ranges go over the symbols measured):',
    '',
    ...statisticsTable(spec, tapes),
    '',
    'Not matched, on purpose: the unplanted market never comes near a threshold by chance (see below), so that there is a',
    'truth to compare with. Real markets are noisier there.',
    '',
    '## What was planted',
    '',
    '`truth.json` lists every planted event with its rows and times. `hindcast detectors --truth` compares it with what the',
    'detectors say.',
    '',
    ...plantedTable(planted),
    '',
    'How each kind is counted:',
    '',
    ...PLANTED_KINDS.map((kind) => `- **${kind}**: ${TRUTH_RULES[kind]}`),
    '',
    '## A signal with an edge, and one without',
    '',
    `After a confluence (tier 2) of ${edges.join(', ')} the price drifts in the direction of its bias; after one of`,
    `${without.join(' or ')} it does not. A validation has to find the one and not the others.`,
    '',
  ].join('\n');
}

function statisticsTable(spec: MarketSpec, tapes: readonly Tape[]): string[] {
  const lanes = tapes.filter(({ key }) => key.venue === spec.venues[0].venue);
  const statistics = lanes.map(marketStatistics);
  const head = ['statistic', 'measured', ...lanes.map(({ key }) => key.symbol.split('/')[0])];
  const rows = Object.entries(MEASURED).map(([name, [meaning, measured]]) => {
    const values = statistics.map((all) => number(all[name as keyof MarketStatistics]));
    return [meaning, measured, ...values];
  });
  return markdownTable(head, rows);
}

function plantedTable(planted: readonly PlantedEvent[]): string[] {
  const rows = PLANTED_KINDS.map((kind) => {
    const events = planted.filter((event) => event.kind === kind);
    const findable = events.filter((event) => event.findable).length;
    return [kind, String(findable), String(events.length - findable)];
  });
  return markdownTable(['kind', 'planted', 'cannot be found in principle'], rows);
}

function number(x: number): string {
  const text = Math.abs(x) >= 20 ? x.toFixed(0) : x.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

function markdownTable(head: Row, rows: readonly Row[]): string[] {
  const widths = head.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: Row): string => `| ${cells.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
