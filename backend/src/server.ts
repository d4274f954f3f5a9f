import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { AddressInfo, Server } from 'node:net';
import { AppModule, type AppOptions } from './app.module.ts';
import { JsonLogger } from './config/json-logger.ts';
import { bootError, listenError } from './errors/boot.ts';
import { prometheusEndpoint } from './health/prometheus-endpoint.ts';
import { HttpErrorFilter } from './errors/http.filter.ts';
import { nothingThere } from './errors/nothing-there.ts';
import { requestId } from './errors/request-id.ts';
import { validation } from './errors/validation.ts';
import { originGuard } from './http/origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { UI_ROOT, readIndexHtml } from './http/ui.ts';
import { buildOpenApi } from './openapi.ts';
import { SameOriginIoAdapter } from './realtime/io.adapter.ts';

export interface RunningServer {
  /** For those who look inside: tests. */
  app: NestExpressApplication;
  /** The address as a browser on this machine writes it. */
  url: string;
  /** Stops listening, ends sessions and sockets, finishes writes, closes the database. */
  close(): Promise<void>;
}

/** The longest strategy fits, in whatever script; what is longer than that is answered with what its limit is. */
const MAX_BODY = '2mb';

/** The application with everything that every request passes through, not yet listening. */
export async function createApp(options: AppOptions): Promise<NestExpressApplication> {
  const { environment, uiRoot = UI_ROOT } = options;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(options), {
    logger: new JsonLogger(environment.logLevel),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  app.use(requestId);
  app.use(originGuard(environment.host));
  app.use(securityHeaders(readIndexHtml(uiRoot) ?? ''));
  app.useBodyParser('json', { limit: MAX_BODY });
  app.setGlobalPrefix('api');
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new HttpErrorFilter());
  app.useWebSocketAdapter(new SameOriginIoAdapter(app, environment.host));
  app.use('/metrics', prometheusEndpoint(app));
  describeApi(app);
  await app.init();
  // Behind everything Nest has registered: whatever gets here, nobody knew.
  app.use(nothingThere(readIndexHtml(uiRoot) !== null));
  return app;
}

function describeApi(app: NestExpressApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildOpenApi(app), { jsonDocumentUrl: 'api/docs/openapi.json' });
}

/** Starts the server and resolves when it answers. */
export async function startServer(options: AppOptions): Promise<RunningServer> {
  const { environment } = options;
  const app = await createApp(options).catch((error: unknown) => {
    throw bootError(error, environment);
  });
  try {
    await app.listen(environment.port, environment.host);
  } catch (error) {
    await app.close();
    throw listenError(error, environment);
  }
  return { app, url: urlOf(environment.host, portOf(app)), close: () => app.close() };
}

function portOf(app: NestExpressApplication): number {
  const server = app.getHttpServer() as unknown as Server;
  return (server.address() as AddressInfo).port;
}

/** Somebody who listens everywhere is best reached on loopback. */
function urlOf(host: string, port: number): string {
  const near: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  return `http://${near[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}/`;
}
