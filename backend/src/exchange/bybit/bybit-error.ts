/** An error as Bybit words it: with HTTP status 200. */
export class BybitError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const paramsError = (what: string): BybitError => new BybitError(10001, `params error: ${what}`);
