import type { Command } from 'commander';
import {
  compare,
  comparisonLines,
  findDivergence,
  openSide,
  readSuites,
  type Comparison,
  type DiffSide,
  type Divergence,
  type Outcome,
} from '../../regress/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { shippedSuites } from './regress.ts';

interface Options extends CommonOptions {
  suite: string[];
  dataset: string;
  venue?: string;
  symbol?: string;
  timeframe?: string;
}

export function registerDiff(program: Command, cli: Cli): void {
  withJson(program.command('diff <a> <b>'))
    .description('say what differs between two runs, and where they part; exits 1 where something does')
    .option(
      '--suite <file>',
      'a suite whose cases may be named; repeatable (default: the shipped ones)',
      add,
      [],
    )
    .option('--dataset <name>', 'what strategies are traded on', 'demo')
    .option('--venue <id>', 'for strategies: this venue only')
    .option('--symbol <symbols>', 'for strategies: these symbols, separated by commas')
    .option('--timeframe <word>', 'for strategies: bars to trade on')
    .addHelpText(
      'after',
      '\nA run is a golden file, a result of "simulate --json", a case (suite/case), a case by the engine of a git\n' +
        'revision (suite/case@revision), or a strategy: a file, or the name of a shipped one.',
    )
    .action((a: string, b: string, options: Options) => diff(cli, [a, b], options));
}

const add = (text: string, before: string[]): string[] => [...before, text];

async function diff(cli: Cli, [a, b]: readonly [string, string], options: Options): Promise<void> {
  const { suite, dataset, venue, symbol, timeframe } = options;
  const cases = await readSuites(suite.length > 0 ? suite : await shippedSuites(cli));
  const wish = { cases, dataset, venue, timeframe, symbols: symbol?.split(',') };
  const before = await openSide(cli.store, a, wish);
  const after = await openSide(cli.store, b, wish);
  try {
    const comparison = compare(...sameNames(before.outcome, after.outcome));
    const divergence = comparison.equal ? null : await parting(comparison, before, after);
    if (!comparison.equal) cli.answerNo();
    const document = { equal: comparison.equal, a, b, divergence, ...brief(comparison) };
    cli.print(options, document, () => text(comparison, divergence, before, after));
  } finally {
    before.close();
    after.close();
  }
}

/** Two different strategies, each alone on its side, are compared as one that changed. */
function sameNames(a: Outcome, b: Outcome): [Outcome, Outcome] {
  const [first, second] = [a.strategies, b.strategies];
  if (first.length !== 1 || second.length !== 1 || first[0].name === second[0].name) return [a, b];
  const name = `${first[0].name} -> ${second[0].name}`;
  const renamed = (side: Outcome): Outcome => ({ ...side, strategies: [{ ...side.strategies[0], name }] });
  return [renamed(a), renamed(b)];
}

async function parting(comparison: Comparison, a: DiffSide, b: DiffSide): Promise<Divergence | null> {
  return b.market && findDivergence(comparison, b.outcome.dataset.name, b.market, a.reference);
}

function brief({ settings, streams, strategies }: Comparison): object {
  return {
    settings,
    streams: streams
      .filter((one) => one.inputDiffers || one.outputDiffers)
      .map(({ stream, columns, signals, events }) => ({ stream, columns, signals, events })),
    strategies: strategies
      .filter(({ differs }) => differs)
      .map(({ strategy, numbers, trades }) => ({ strategy, numbers, trades })),
  };
}

function text(comparison: Comparison, divergence: Divergence | null, a: DiffSide, b: DiffSide): string {
  const head = `${a.label} -> ${b.label}`;
  if (comparison.equal) return `${head}: equal`;
  const parted = comparison.streams
    .filter(({ outputDiffers }) => outputDiffers)
    .map(({ stream, columns, golden, now }) =>
      golden && now
        ? `${stream}: ${columns.join(', ')}`
        : `${stream}: only on the ${now ? 'second' : 'first'} side`,
    );
  return [head, ...[...parted, ...comparisonLines(comparison, divergence)].map((line) => `  ${line}`)].join(
    '\n',
  );
}
