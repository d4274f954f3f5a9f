import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.ts';
import { IngestionModule } from '../ingestion/ingestion.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { Journal } from './journal.ts';
import { LiveService } from './live.service.ts';

/** The live market: the engine on what the venues say now. */
@Module({
  imports: [AlertsModule, IngestionModule, SettingsModule],
  providers: [LiveService, Journal],
  exports: [LiveService, Journal],
})
export class LiveModule {}
