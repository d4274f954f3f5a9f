import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { WebhooksModule } from '../webhooks/webhooks.module.ts';
import { AlertStore } from './alert-store.ts';
import { AlertsController } from './alerts.controller.ts';
import { RecordedAlerts } from './recorded-alerts.ts';

/** Signals and alerts over REST. */
@Module({
  imports: [MetricsModule, SettingsModule, WebhooksModule],
  controllers: [AlertsController],
  providers: [RecordedAlerts, AlertStore],
  exports: [AlertStore],
})
export class AlertsModule {}
