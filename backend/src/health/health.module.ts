import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DataDirIndicator } from './data-dir.indicator.ts';
import { HealthController } from './health.controller.ts';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DataDirIndicator],
})
export class HealthModule {}
