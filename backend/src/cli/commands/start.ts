import type { Command } from 'commander';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';

export function registerStart(program: Command, cli: Cli): void {
  withJson(program.command('start'))
    .description('run the server: API, live connection and UI on one port; Ctrl-C stops it')
    .addHelpText(
      'after',
      '\nReads HOST, PORT, DATA_DIR, DB_URL, LOG_LEVEL and the rest of the environment (docs/server.md).\n' +
        'Prints one line, its address, when it is ready; logs go to standard error, one JSON object per line.',
    )
    .action((options: CommonOptions) => start(cli, options));
}

async function start(cli: Cli, options: CommonOptions): Promise<void> {
  // Loaded here, so that the other commands do not wait for a server they do not need.
  const { serve } = await import('../../main.ts');
  const { env, signal } = cli.streams;
  await serve({ env, signal, onReady: (url) => cli.print(options, { url }, () => url) });
}
