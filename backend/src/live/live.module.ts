import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.ts';
import { IngestionModule } from '../ingestion/ingestion.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { Journal } from './journal.ts';
import { LiveGateway } from './live.gateway.ts';
import { LiveService } from './live.service.ts';

/** The live market: the engine on what the venues say now. */
@Module({
  imports: [AlertsModule, IngestionModule, MetricsModule, SettingsModule],
  providers: [LiveService, LiveGateway, Journal],
  exports: [LiveService, Journal],
})
export class LiveModule {}
