import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { WebhooksModule } from '../webhooks/webhooks.module.ts';
import { AlertStore } from './alert-store.ts';
import { AlertsController } from './alerts.controller.ts';
import { AlertDesks } from './desk/alert-desks.ts';
import { HistoryController } from './history/history.controller.ts';
import { AlertHistory } from './history/history.service.ts';
import { AlertOpener } from './open/alert-opener.ts';
import { OpenController } from './open/open.controller.ts';
import { PoliciesController } from './policies/policies.controller.ts';
import { PoliciesService } from './policies/policies.service.ts';
import { RecordedAlerts } from './recorded-alerts.ts';
import { RulePreviews } from './rules/rule-preview.ts';
import { RulesController } from './rules/rules.controller.ts';
import { RulesService } from './rules/rules.service.ts';
import { SnoozesController } from './snoozes/snoozes.controller.ts';
import { SnoozesService } from './snoozes/snoozes.service.ts';

/** Signals and alerts over REST. */
@Module({
  imports: [MetricsModule, SettingsModule, WebhooksModule],
  controllers: [
    RulesController,
    PoliciesController,
    HistoryController,
    OpenController,
    SnoozesController,
    AlertsController,
  ],
  providers: [
    RecordedAlerts,
    AlertDesks,
    AlertStore,
    AlertHistory,
    AlertOpener,
    RulesService,
    RulePreviews,
    PoliciesService,
    SnoozesService,
  ],
  exports: [AlertStore, AlertDesks],
})
export class AlertsModule {}
