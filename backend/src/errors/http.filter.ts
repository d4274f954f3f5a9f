import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { describeError } from './describe.ts';
import type { Problem } from './problem.dto.ts';
import { requestIdOf } from './request-id.ts';

const logger = new Logger('Http');

/** Answers a request with what was thrown, and logs it under the request's id. */
export function answerError(error: unknown, request: Request, response: Response): void {
  const { status, ...described } = describeError(error);
  const requestId = requestIdOf(response);
  const seen = { requestId, method: request.method, path: request.path, status, code: described.code };
  if (goneAway(request)) {
    logger.debug(`The caller went away before the request was read: ${described.message}`, seen);
    response.destroy();
    return;
  }
  if (status >= 500) logger.error(error instanceof Error ? error.stack : error, seen);
  else logger.debug(described.message, seen);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(status).json({ ...described, requestId } satisfies Problem);
}

/** A caller that ends an upload half-way is no fault of ours, and nobody is there to read an answer. */
function goneAway(request: Request): boolean {
  return request.socket.destroyed && !request.complete;
}

/** The one place where an error becomes an HTTP answer. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<Request>(), http.getResponse<Response>());
  }
}
