import { HttpException } from '@nestjs/common';
import { HindcastError, type ErrorPlace } from '@hindcast/engine';
import { statusOf } from './http-status.ts';

/** An error as it may be shown: never a stack, a path of ours or a library's words about a defect of ours. */
export interface Described {
  status: number;
  code: string;
  message: string;
  action: string;
  place: ErrorPlace;
}

const WORDS: Record<number, string> = {
  400: 'REQUEST_INVALID',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'REQUEST_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  503: 'UNAVAILABLE',
};

const ACTIONS: Record<number, string> = {
  404: 'Look the address up at /api/docs.',
  413: 'Send less at once.',
};

/** What body-parser and express throw: a plain error with a status and a `type`. */
function statusCarried(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

/** The health check's answer when a part of the server does not work: which part. */
function unwell(error: HttpException): Described {
  const answer = error.getResponse();
  const parts = typeof answer === 'object' && 'error' in answer ? Object.keys(answer.error ?? {}) : [];
  return {
    status: 503,
    code: 'UNAVAILABLE',
    message: parts.length > 0 ? `Not working: ${parts.join(', ')}.` : 'The server is going down.',
    action: "Look the request id up in the server's log.",
    place: {},
  };
}

const CARRIED: Record<number, string> = {
  400: 'The request cannot be read.',
  413: 'The request is too large.',
};

/** Turns whatever was thrown into what a caller may see. */
export function describeError(error: unknown): Described {
  if (error instanceof HindcastError) {
    return { status: statusOf(error.code), ...error.toJSON() };
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    return {
      status,
      code: WORDS[status] ?? 'REQUEST_INVALID',
      message: error.message,
      action: ACTIONS[status] ?? 'Correct the request.',
      place: {},
    };
  }
  if (error instanceof HttpException && error.getStatus() === 503) return unwell(error);
  const carried = statusCarried(error);
  if (carried !== null) {
    return {
      status: carried,
      code: WORDS[carried] ?? 'REQUEST_INVALID',
      message: CARRIED[carried] ?? 'The request cannot be served.',
      action: ACTIONS[carried] ?? 'Correct the request.',
      place: {},
    };
  }
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'Something went wrong on the server.',
    action: "Look the request id up in the server's log, and report it.",
    place: {},
  };
}
