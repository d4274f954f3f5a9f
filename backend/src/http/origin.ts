import { ForbiddenException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

function hostName(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

/** Whether a server that listens on `host` can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || /^127\./.test(host);
}

/**
 * Whether a page may talk to us: it was served by us (same host and port), or it is no page (no Origin).
 * A WebSocket is not bound by the browser's same-origin rule, so that we have to ask ourselves.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * A server on loopback answers to loopback's names only: a foreign name that resolves to 127.0.0.1 (DNS
 * rebinding) would otherwise let any web page read what we serve.
 */
export function hasExpectedHost(request: IncomingMessage, listenHost: string): boolean {
  if (!isLoopback(listenHost)) return true;
  const name = hostName(request.headers.host ?? '');
  return LOOPBACK.has(name) || name === listenHost;
}

/** Refuses HTTP requests of foreign names and, where they would change something, of foreign pages. */
export function originGuard(listenHost: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!hasExpectedHost(request, listenHost)) {
      next(new ForbiddenException('This server answers to the names of this machine only.'));
    } else if (!['GET', 'HEAD'].includes(request.method) && !isSameOrigin(request)) {
      next(new ForbiddenException('This server takes orders from its own pages only.'));
    } else next();
  };
}
