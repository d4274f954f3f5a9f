import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Prometheus } from './prometheus.ts';

/** `GET /metrics` beside the API: the address that Prometheus asks by itself. */
export function prometheusEndpoint(app: INestApplication) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method !== 'GET' || request.path !== '/') return next();
    const prometheus = app.get(Prometheus);
    prometheus
      .text()
      .then((text) => response.type(prometheus.contentType).send(text))
      .catch(next);
  };
}
