import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import {
  combineDigests,
  digestLane,
  DigestChain,
  HindcastError,
  Market,
  marketRunner,
  verifyNoLookAhead,
  type Hash,
  type LaneDigest,
  type Runner,
  type Tape,
  type Timeframe,
  type Verification,
} from '@hindcast/engine';
import { seededRandom } from '@hindcast/engine/testing';
import type { Strategy } from '@hindcast/engine/strategy';
import type { Dataset } from '../../datasets/index.ts';
import { compileFile, findStrategy, strategyRunner } from '../../simulation/run/index.ts';
import { VERSION } from '../../version.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { wholeNumber } from '../numbers.ts';
import { count, table, time } from '../text.ts';

interface Options extends CommonOptions {
  strategy?: string;
  cuts: number;
  seed: string;
  timeframe?: string;
}

/** The native SHA-256: the same digests as the engine's own, faster. */
const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

export function registerVerify(program: Command, cli: Cli): void {
  withJson(program.command('verify <dataset>'))
    .description(
      'print the digests of a dataset and prove on it that nothing looks ahead; exits 1 where something does',
    )
    .option('--strategy <file>', 'prove it for this strategy too: a file, or the name of a shipped one')
    .option('--cuts <n>', 'random bars at which the future is cut off and scrambled', wholeNumber, 20)
    .option('--seed <text>', 'chooses the bars and the scrambling', 'hindcast')
    .option('--timeframe <word>', 'one timeframe only (default: every recorded one)')
    .action((dataset: string, options: Options) => verify(cli, dataset, options));
}

function notRecorded(dataset: Dataset, timeframe: string): HindcastError {
  return new HindcastError(
    'TIMEFRAME_NOT_RECORDED',
    `Dataset "${dataset.name}" has no ${timeframe} bars.`,
    `It has ${dataset.manifest.timeframes.join(', ')}.`,
    { field: 'timeframe' },
  );
}

interface TimeframeProof {
  timeframe: Timeframe;
  lanes: LaneDigest[];
  digest: string;
  proof: Verification;
}

async function verify(cli: Cli, name: string, options: Options): Promise<void> {
  const dataset = await cli.store.open(name);
  const strategy = options.strategy ? await compileFile(await findStrategy(options.strategy)) : null;
  const timeframes = dataset.manifest.timeframes.filter((word) => (options.timeframe ?? word) === word);
  if (timeframes.length === 0) throw notRecorded(dataset, options.timeframe ?? '');
  const proofs: TimeframeProof[] = [];
  for (const timeframe of timeframes) proofs.push(await prove(cli, dataset, timeframe, strategy, options));
  const leaks = proofs.some(({ proof }) => proof.leak);
  if (leaks) cli.answerNo();
  const document = {
    dataset: name,
    digest: dataset.digest,
    engineVersion: VERSION,
    strategy: strategy?.hash ?? null,
    seed: options.seed,
    ok: !leaks,
    timeframes: proofs,
  };
  cli.print(options, document, () => text(dataset, proofs));
}

async function prove(
  cli: Cli,
  dataset: Dataset,
  timeframe: Timeframe,
  strategy: Strategy | null,
  options: Options,
): Promise<TimeframeProof> {
  const tapes: Tape[] = [];
  for (const lane of dataset.manifest.lanes) {
    if (lane.timeframe === timeframe) tapes.push(await cli.store.openTape(dataset, lane));
  }
  const market = new Market(tapes);
  market.advance(market.rows);
  const lanes = market.lanes.map((lane) => digestLane(lane, sha256));
  const pairs = market.pairs.map((pair) =>
    pairDigest(pair.first.key.symbol, pair.second.key.symbol, market, pair),
  );
  const aligned = market.lanes.map((lane) => lane.tape);
  const progress = cli.progress(`Proving ${timeframe}`);
  const proof = verifyNoLookAhead(aligned, bothRunners(strategy), {
    cuts: options.cuts,
    random: seededRandom(options.seed),
    onProgress: (done, total) => {
      progress.update(done, total);
      cli.signal.throwIfAborted();
    },
  });
  progress.stop();
  const digest = combineDigests([...lanes.flatMap(({ input, output }) => [input, output]), ...pairs], sha256);
  return { timeframe, lanes, digest, proof };
}

function pairDigest(first: string, second: string, market: Market, pair: Market['pairs'][number]): string {
  const chain = new DigestChain(`${first}~${second}`, Object.values(pair.columns), sha256);
  chain.advance(market.cursor);
  return chain.digest;
}

/** Everything the engine computes and, where one is given, the strategy's equity and positions. */
function bothRunners(strategy: Strategy | null): Runner {
  const engine = marketRunner();
  if (!strategy) return engine;
  const traded = strategyRunner(strategy);
  return (tapes, rows) => ({ columns: [...engine(tapes, rows).columns, ...traded(tapes, rows).columns] });
}

function text(dataset: Dataset, proofs: readonly TimeframeProof[]): string {
  const parts = proofs.map(({ timeframe, lanes, digest, proof }) =>
    [
      table(
        ['lane', 'bars', 'input', 'output'],
        lanes.map((lane) => [lane.lane, count(lane.rows), lane.input.slice(0, 16), lane.output.slice(0, 16)]),
      ),
      `${timeframe} digest ${digest}`,
      verdict(proof),
    ].join('\n'),
  );
  const range = `${time(dataset.manifest.range.from)} to ${time(dataset.manifest.range.to)}`;
  const head = `${dataset.name}${dataset.manifest.simulated ? ' (simulated market)' : ''}, ${range}`;
  return [head, `dataset digest ${dataset.digest}, engine ${VERSION}`, ...parts].join('\n\n');
}

function verdict({ leak, cuts, columns, compared, rows }: Verification): string {
  if (!leak) {
    return (
      `Nothing looks ahead: with the future cut off and scrambled at ${cuts} of ${count(rows)} bars, ` +
      `all ${count(compared)} values of ${columns} columns kept their bits.`
    );
  }
  return (
    `LOOK-AHEAD: ${leak.column}, bar ${leak.row}: ${leak.whole} with the future, ${leak.other} with the ${leak.kind} ` +
    `at bar ${leak.cut}. It is the first value that saw it.`
  );
}
