import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { DataDirIndicator } from './data-dir.indicator.ts';

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
  @HealthCheck()
  @Header('Cache-Control', 'no-store')
  check() {
    return this.health.check([
      () => this.database.pingCheck('database').withTimeout(1_500),
      () => this.dataDir.check(),
    ]);
  }
}
