import {
  Catch,
  Injectable,
  Logger,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Ack } from '@hindcast/engine/wire';
import { map, type Observable } from 'rxjs';
import { describeError } from './describe.ts';

/** What a gateway's method returns becomes a positive acknowledgement. */
@Injectable()
export class AckInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<unknown>): Observable<Ack<unknown>> {
    return next.handle().pipe(map((data): Ack<unknown> => ({ ok: true, data: data ?? null })));
  }
}

/**
 * What it throws becomes a negative one: without this filter an exception would never reach the
 * acknowledgement, and the client would wait until its own timeout.
 */
@Catch()
export class AckErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('Gateway');

  catch(error: unknown, host: ArgumentsHost): void {
    const { status, code, message, action } = describeError(error);
    const event = host.switchToWs().getPattern();
    if (status >= 500) this.#logger.error(error instanceof Error ? error.stack : error, { event });
    else this.#logger.debug(message, { event, code });
    // Nest's socket.io adapter calls a handler with (client, data, ack).
    const ack = host.getArgByIndex<unknown>(2);
    if (typeof ack === 'function') ack({ ok: false, error: { code, message, action } } satisfies Ack<never>);
  }
}
