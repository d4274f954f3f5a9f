import { jsonAnswer, type Answer } from '../http/answer.ts';

/** An error as Binance words it. */
export class BinanceError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(code: number, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  answer(headers: Record<string, string> = {}): Answer {
    return jsonAnswer({ code: this.code, msg: this.message }, headers, this.status);
  }
}

export const invalidSymbol = (): BinanceError => new BinanceError(-1121, 'Invalid symbol.');
export const invalidInterval = (): BinanceError => new BinanceError(-1120, 'Invalid interval.');
export const invalidParameter = (name: string): BinanceError =>
  new BinanceError(-1130, `parameter '${name}' is invalid.`);
export const missingParameter = (name: string): BinanceError =>
  new BinanceError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
