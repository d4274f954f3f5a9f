import type {
  Ack,
  Frame,
  ReplayOpen,
  ReplayOpened,
  ReplayRequests,
  ReplayState,
  ServerEvents,
} from '@hindcast/engine/wire';
import { io, type Socket } from 'socket.io-client';

type Name = keyof ReplayRequests;
type Payload<N extends Name> = Parameters<ReplayRequests[N]>[0];
type Answer<N extends Name> = Parameters<ReplayRequests[N]>[1] extends (answer: Ack<infer T>) => void
  ? T
  : never;

/** Everything that the server ever sent to a client: what the honest mode is judged by. */
export type Heard = Record<string, unknown[][]>;

/** A real socket.io client, as a browser tab has one. */
export class Client {
  readonly heard: Heard = {};
  /** Every answer to a request, as it came. */
  readonly answers: unknown[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.onAny((name: string, ...args: unknown[]) => (this.heard[name] ??= []).push(args));
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
    const options = { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers };
    const socket = io(url, options);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new Client(socket);
  }

  /** The raw acknowledgement. */
  async ask(name: string, ...payload: unknown[]): Promise<Ack<unknown>> {
    const answer = (await this.#socket.timeout(30_000).emitWithAck(name, ...payload)) as Ack<unknown>;
    this.answers.push(answer);
    return answer;
  }

  async request<N extends Name>(name: N, payload: Payload<N>): Promise<Answer<N>> {
    const answer = await this.ask(name, payload);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.data as Answer<N>;
  }

  /** The error of a request that has to fail. */
  async refusal(name: string, ...payload: unknown[]): Promise<{ code: string; message: string }> {
    const answer = await this.ask(name, ...payload);
    if (answer.ok) throw new Error(`${name} was accepted`);
    return answer.error;
  }

  open(request: ReplayOpen): Promise<ReplayOpened> {
    return this.request('replay_open', request);
  }

  seek(session: string, row: number): Promise<ReplayState> {
    return this.request('replay_seek', { session, row });
  }

  /** Resolves with the arguments of the next event for which `test` holds. */
  next<N extends keyof ServerEvents>(
    name: N,
    test: (arg: Parameters<ServerEvents[N]>[0]) => boolean = () => true,
  ): Promise<Parameters<ServerEvents[N]>[0]> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${name} came`)), 10_000);
      const hear = (arg: Parameters<ServerEvents[N]>[0]): void => {
        if (!test(arg)) return;
        clearTimeout(late);
        this.#socket.off(name as string, hear);
        resolve(arg);
      };
      this.#socket.on(name as string, hear);
    });
  }

  /** Pulls the plug, without a word. */
  breakOff(): void {
    this.#socket.io.engine.close();
  }

  close(): void {
    this.#socket.disconnect();
  }
}

/** The bytes of a frame, for comparing bit for bit. */
export function bytesOf(frame: Frame): string {
  const data = frame.data instanceof Uint8Array ? frame.data : new Uint8Array(frame.data);
  return Buffer.from(data).toString('base64');
}
