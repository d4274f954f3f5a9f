import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { DataDirIndicator } from './data-dir.indicator.ts';

class Health {
  @ApiProperty({ enum: ['ok', 'degraded'] })
  status: string;
  @ApiProperty({
    type: 'object',
    description: 'each part of the server, by name',
    additionalProperties: {
      type: 'object',
      properties: { status: { type: 'string' } },
      required: ['status'],
      additionalProperties: true,
    },
  })
  details: Record<string, { status: string }>;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly dataDir: DataDirIndicator,
  ) {}

  /** Whether the server can do its work: database and data folder. */
  @Get()
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ type: Health })
  @Header('Cache-Control', 'no-store')
  check() {
    return this.health.check([
      () => this.database.pingCheck('database').withTimeout(1_500),
      () => this.dataDir.check(),
    ]);
  }
}
