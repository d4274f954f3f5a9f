import { Module } from '@nestjs/common';
import { LiveDoor } from './live-door.ts';
import { MetricsController } from './metrics.controller.ts';
import { RecordedLanes } from './recorded-lanes.ts';

/** Bars, metrics and symbols over REST. */
@Module({
  controllers: [MetricsController],
  providers: [RecordedLanes, LiveDoor],
  exports: [RecordedLanes, LiveDoor],
})
export class MetricsModule {}
