import { Command, CommanderError } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { VERSION } from '../version.ts';
import { Cli, EXIT, type CliStreams, type ExitCode } from './cli.ts';
import { COMMANDS } from './commands/index.ts';

/** The whole program with its commands, ready to be parsed. */
export function buildProgram(cli: Cli): Command {
  const program = new Command('hindcast')
    .description('Replay the market. Prove the signal.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.streams.stdout(text),
      writeErr: (text) => cli.streams.stderr(text),
      // Said once, by Cli.fail, in the same form as every other error.
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .addHelpText('after', '\nExit codes: 0 done or yes, 1 the answer is no, 2 could not run.');
  for (const register of COMMANDS) register(program, cli);
  return program;
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<ExitCode> {
  const cli = new Cli(streams);
  const program = buildProgram(cli);
  try {
    if (args.length === 0) throw nothingAsked(program);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const json = args.includes('--json');
    cli.fail(error instanceof CommanderError ? notUnderstood(error) : error, json);
  }
  return cli.exitCode;
}

function nothingAsked(program: Command): HindcastError {
  const names = program.commands.map((command) => command.name()).join(', ');
  return new HindcastError(
    'CLI_USAGE',
    'Which command? None was given.',
    `There is: ${names}. "hindcast --help" says more.`,
  );
}

function notUnderstood(error: CommanderError): HindcastError {
  const sentence = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  return new HindcastError('CLI_USAGE', `${sentence}${/[.?)]$/.test(sentence) ? '' : '.'}`, 'See --help.');
}
