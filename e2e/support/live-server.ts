import { spawn, type ChildProcess } from 'node:child_process';
import { ROOT } from '../../scripts/support/paths.mjs';

/** A program of the product as a process of its own. */
class Program {
  readonly url: string;
  #child: ChildProcess;
  readonly #begin: () => ChildProcess;

  constructor(url: string, args: readonly string[], env: Record<string, string> = {}) {
    this.url = url;
    this.#begin = () =>
      spawn(process.execPath, ['backend/bin/hindcast.mjs', ...args], {
        cwd: ROOT,
        env: { ...process.env, ...env },
        stdio: 'ignore',
      });
    this.#child = this.#begin();
  }

  /** Resolves once a path is answered with what is waited for. */
  async until(path: string, test: (answer: unknown) => boolean = () => true): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const answer = await fetch(new URL(path, this.url)).then(
        (response): Promise<unknown> => response.json(),
        () => undefined,
      );
      if (answer !== undefined && test(answer)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${this.url}${path} did not come to answer as expected`);
  }

  /** As a power cut would: nothing is finished. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  again(): void {
    this.#child = this.#begin();
  }
}

/** The demo recording, played as venues from a moment on; time stands still until it is told to go on. */
export class PlayedVenue extends Program {
  constructor(port: number, from: string, speed: number) {
    super(`http://127.0.0.1:${port}`, [
      ...['exchange', 'demo', '--port', String(port), '--from', from],
      ...['--speed', String(speed), '--paused'],
    ]);
  }

  async resume(): Promise<void> {
    await fetch(new URL('/__venue/resume', this.url), { method: 'POST' });
  }

  /** From now on so many times as fast as real time. */
  async hurry(speed: number): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(new URL('/__venue/speed', this.url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ speed }),
    });
  }

  /** Its time now, UTC ms. */
  async now(): Promise<number> {
    const answer = (await (await fetch(new URL('/__venue/time', this.url))).json()) as { now: number };
    return answer.now;
  }
}

/** A server that watches a {@link PlayedVenue}. */
export class WatchingServer extends Program {
  constructor(port: number, venue: PlayedVenue, dataDir: string) {
    super(`http://127.0.0.1:${port}`, ['start'], {
      ...{ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, LIVE_HISTORY_DAYS: '3' },
      EXCHANGES: 'binanceusdm,bybit',
      EXCHANGE_URLS: `binanceusdm=${venue.url},bybit=${venue.url}`,
    });
  }
}

/** A server of its own, for what a server does not survive. */
export class OwnServer extends Program {
  constructor(port: number, dataDir: string) {
    super(`http://127.0.0.1:${port}`, ['start'], {
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
    });
  }
}
