import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.ts';
import { RecordedLanes } from './recorded-lanes.ts';

/** Bars, metrics and symbols over REST. */
@Module({ controllers: [MetricsController], providers: [RecordedLanes], exports: [RecordedLanes] })
export class MetricsModule {}
