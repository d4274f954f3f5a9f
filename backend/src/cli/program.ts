import { Command, CommanderError } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { VERSION } from '../version.ts';
import { Cli, EXIT, type CliStreams, type ExitCode } from './cli.ts';
import { COMMANDS } from './commands/index.ts';

/** The program with the command that `args` begin with, or with all of them where they begin otherwise. */
async function buildProgram(cli: Cli, args: readonly string[]): Promise<Command> {
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
  for (const load of wanted(args[0])) (await load())(program, cli);
  return program;
}

function wanted(first: string | undefined): (typeof COMMANDS)[string][] {
  if (first === '--version' || first === '-V') return [];
  return first !== undefined && Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : Object.values(COMMANDS);
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<ExitCode> {
  const cli = new Cli(streams);
  try {
    if (args.length === 0) throw nothingAsked();
    const program = await buildProgram(cli, args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const json = args.includes('--json');
    cli.fail(error instanceof CommanderError ? notUnderstood(error) : error, json);
  }
  return cli.exitCode;
}

function nothingAsked(): HindcastError {
  const names = Object.keys(COMMANDS).join(', ');
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
