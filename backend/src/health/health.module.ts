import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LiveModule } from '../live/live.module.ts';
import { ParityModule } from '../parity/parity.module.ts';
import { DataDirIndicator } from './data-dir.indicator.ts';
import { HealthController } from './health.controller.ts';
import { LiveHealthService } from './live-health.ts';
import { Prometheus } from './prometheus.ts';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), LiveModule, ParityModule],
  controllers: [HealthController],
  providers: [DataDirIndicator, LiveHealthService, Prometheus],
  exports: [Prometheus],
})
export class HealthModule {}
