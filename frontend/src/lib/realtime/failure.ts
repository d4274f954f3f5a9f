import type { WireError } from '@hindcast/engine/wire';

/** What went wrong with a request, in words a person can act on. */
export class Failure extends Error {
  readonly code: string;
  readonly action: string;

  constructor(error: WireError) {
    super(error.message);
    this.name = 'Failure';
    this.code = error.code;
    this.action = error.action;
  }

  static timeout(request: string, ms: number): Failure {
    return new Failure({
      code: 'ANSWER_TIMEOUT',
      message: `The server did not answer "${request}" within ${ms / 1000} s.`,
      action: 'Check that it is running, then try again.',
    });
  }

  static offline(): Failure {
    return new Failure({
      code: 'OFFLINE',
      message: 'There is no connection to the server.',
      action: 'Check that Hindcast is still running (npm start); the page reconnects by itself.',
    });
  }

  /** Wraps whatever was thrown, so that every failure can be shown the same way. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failure({
      code: 'UNEXPECTED',
      message,
      action: 'Reload the page; the address holds your place.',
    });
  }
}
