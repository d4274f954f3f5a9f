import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { WebhooksModule } from '../webhooks/webhooks.module.ts';
import { AlertStore } from './alert-store.ts';
import { AlertsController } from './alerts.controller.ts';
import { RecordedAlerts } from './recorded-alerts.ts';
import { RulePreviews } from './rules/rule-preview.ts';
import { RulesController } from './rules/rules.controller.ts';
import { RulesService } from './rules/rules.service.ts';

/** Signals and alerts over REST. */
@Module({
  imports: [MetricsModule, SettingsModule, WebhooksModule],
  controllers: [RulesController, AlertsController],
  providers: [RecordedAlerts, AlertStore, RulesService, RulePreviews],
  exports: [AlertStore, RulesService],
})
export class AlertsModule {}
