import type { Command } from 'commander';
import { DataSource } from 'typeorm';
import { readEnvironment } from '../../config/environment.ts';
import { databaseOptions } from '../../database/options.ts';
import { BarStore } from '../../ingestion/bar-store.ts';
import { ParityService } from '../../parity/parity.service.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { table, time } from '../text.ts';

interface Options extends CommonOptions {
  from?: number;
  to?: number;
  market?: string;
}

export function registerParity(program: Command, cli: Cli): void {
  withJson(program.command('parity'))
    .description(
      'replay what was recorded live and say whether it is the same, to the bit; exits 1 where something differs',
    )
    .option(
      '--from <time>',
      'bars that open at this time or later: a date, or a date and a time in UTC',
      moment,
    )
    .option('--to <time>', 'bars that open at this time or earlier', moment)
    .option('--market <word>', '"live", or "recorded:<name>" (default: what was watched last)')
    .action((options: Options) => parity(cli, options));
}

async function parity(cli: Cli, options: Options): Promise<void> {
  const environment = readEnvironment(cli.streams.env);
  const source = await new DataSource(databaseOptions(environment)).initialize();
  const progress = cli.progress('Replaying');
  try {
    const receipt = await new ParityService(source, new BarStore(source)).check({
      market: options.market,
      from: options.from,
      to: options.to,
      signal: cli.signal,
      onProgress: (done, total) => progress.update(done, total),
    });
    progress.stop();
    if (!receipt.identical) cli.answerNo();
    cli.print(options, receipt, () => textOf(receipt));
  } finally {
    progress.stop();
    await source.destroy();
  }
}

function textOf(receipt: Awaited<ReturnType<ParityService['check']>>): string {
  const rows = receipt.epochs.map(({ epoch, from, to, bars, digest, divergence }) => [
    String(epoch),
    from === null ? '' : time(from),
    to === null ? '' : time(to),
    String(bars),
    divergence ? `differs at bar ${divergence.bar}` : (digest?.slice(0, 16) ?? ''),
  ]);
  const head = `${receipt.market}: ${receipt.sentence}`;
  return rows.length > 0 ? `${head}\n\n${table(['stretch', 'from', 'to', 'bars', 'digest'], rows)}` : head;
}
