import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module.ts';
import { readEnvironment } from './config/environment.ts';
import { buildOpenApi } from './openapi.ts';

/** The OpenAPI document of a server that is never started: nothing is instantiated, opened or listened to. */
export async function describeServer(): Promise<OpenAPIObject> {
  const options = { environment: readEnvironment({}), uiRoot: '' };
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(options), {
    preview: true,
    logger: false,
  });
  app.setGlobalPrefix('api');
  return buildOpenApi(app);
}
