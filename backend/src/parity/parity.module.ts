import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { IngestionModule } from '../ingestion/ingestion.module.ts';
import { ParityController } from './parity.controller.ts';
import { ParityJob } from './parity.job.ts';
import { ParityService } from './parity.service.ts';

/** The receipt that live and replay say the same. */
@Module({
  imports: [IngestionModule, ScheduleModule.forRoot()],
  controllers: [ParityController],
  providers: [ParityService, ParityJob],
  exports: [ParityService, ParityJob],
})
export class ParityModule {}
