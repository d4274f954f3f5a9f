import { EXIT } from './cli.ts';
import { runCli } from './program.ts';

/** The command line, joined to this process: its arguments, streams, environment and Ctrl-C. */
export async function main(): Promise<void> {
  const interrupt = new AbortController();
  // The first Ctrl-C lets the command clean up; the second one ends the process at once, as Node does.
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  // A reader that went away, as in `hindcast datasets | head -1`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`hindcast: standard output cannot be written: ${error.message}.\n`);
    process.exit(EXIT.failed);
  });
  process.exitCode = await runCli(process.argv.slice(2), {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    env: process.env,
    signal: interrupt.signal,
  });
}
