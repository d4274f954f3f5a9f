import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** `hindcast start` from the source, in a process of its own: one that can be killed. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly pid: number;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.pid = child.pid!;
  }

  /** Resolves when the server answers. */
  static async start(env: Record<string, string>): Promise<ServerProcess> {
    const run = `import(${JSON.stringify(pathToFileURL(MAIN).href)}).then((main) => main.main())`;
    const child = spawn(
      process.execPath,
      [
        ...['--no-warnings', '--conditions=hindcast-source', '--import', '@swc-node/register/esm-register'],
        ...['--input-type=module', '--eval', run, 'hindcast', 'start'],
      ],
      {
        cwd: fileURLToPath(new URL('../../..', import.meta.url)),
        env: { ...process.env, SWC_NODE_PROJECT: PROJECT, PORT: '0', LOG_LEVEL: 'fatal', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    let trouble = '';
    child.stderr!.on('data', (chunk: Buffer) => (trouble += chunk.toString('utf8')));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout!.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        const found = /http:\/\/\S+/.exec(said);
        if (found) resolve(found[0]);
      });
      child.once('close', (code) =>
        reject(new Error(`the server ended with ${code}: ${trouble.slice(-500)}`)),
      );
    });
    return new ServerProcess(child, url);
  }

  async get<T>(path: string): Promise<T> {
    return (await (await fetch(new URL(path, this.url))).json()) as T;
  }

  /** Without a word, at whatever it is doing. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    const ended = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    this.#child.kill(signal);
    return ended;
  }
}
