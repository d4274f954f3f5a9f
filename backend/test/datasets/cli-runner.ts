import { runCli } from '../../src/cli/program.ts';

export interface CliResult {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line in this process, as bin/hindcast.mjs does in one of its own. */
export async function runHindcast(dataDir: string, ...args: string[]): Promise<CliResult> {
  const result: CliResult = { code: -1, out: '', err: '' };
  result.code = await runCli(args, {
    stdout: (text) => (result.out += text),
    stderr: (text) => (result.err += text),
    interactive: false,
    env: { DATA_DIR: dataDir },
    signal: new AbortController().signal,
  });
  return result;
}
