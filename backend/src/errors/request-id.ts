import type { NextFunction, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';

const HEADER = 'X-Request-Id';
/** What a proxy in front may hand over; anything else could forge lines of the log. */
const SANE = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives every request an id, the caller's own where it is sane, and answers with it. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(HEADER);
  response.setHeader(HEADER, given !== undefined && SANE.test(given) ? given : randomUUID());
  next();
}

export function requestIdOf(response: Response): string {
  const id = response.getHeader(HEADER);
  return typeof id === 'string' ? id : 'none';
}
