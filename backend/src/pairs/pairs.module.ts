import { Module } from '@nestjs/common';
import { ImportsModule } from '../ingestion/import/imports.module.ts';
import { LiveModule } from '../live/live.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { PairsController } from './pairs.controller.ts';
import { PairsService } from './pairs.service.ts';
import { TickDesk } from './ticks/tick-desk.ts';
import { TradeStore } from './ticks/trade-store.ts';
import { ScansService } from './scan/scans.service.ts';

/** Two symbols against each other: hedge ratios, spreads, whether they revert, and which pairs of a universe do. */
@Module({
  imports: [ImportsModule, LiveModule, MetricsModule],
  controllers: [PairsController],
  providers: [PairsService, ScansService, TickDesk, TradeStore],
})
export class PairsModule {}
