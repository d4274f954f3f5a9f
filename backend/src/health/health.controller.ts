import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { LiveHealth } from './live-health.dto.ts';
import { LiveHealthService } from './live-health.ts';
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
  @ApiProperty({ type: LiveHealth, description: 'the live market: it may be ill while the server is well' })
  live: LiveHealth;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly dataDir: DataDirIndicator,
    private readonly live: LiveHealthService,
  ) {}

  /** Whether the server can do its work: database and data folder; and how the live market is. */
  @Get()
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ type: Health })
  @Header('Cache-Control', 'no-store')
  async check() {
    const checked = await this.health.check([
      () => this.database.pingCheck('database').withTimeout(10_000),
      () => this.dataDir.check(),
    ]);
    return { ...checked, live: this.live.read() };
  }
}
