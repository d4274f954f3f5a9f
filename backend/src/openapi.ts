import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Problem } from './errors/problem.dto.ts';
import { VERSION } from './version.ts';

/** Describes every REST address; the socket's events are typed in `@hindcast/engine/wire`. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Hindcast')
    .setDescription('Replay the market. Prove the signal.')
    .setVersion(VERSION)
    .setLicense('MIT', '')
    .addGlobalResponse({ status: 'default', description: 'what went wrong', type: Problem })
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
}
