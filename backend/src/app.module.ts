import { Module, type DynamicModule } from '@nestjs/common';
import { AlertsModule } from './alerts/alerts.module.ts';
import { ConfigModule } from './config/config.module.ts';
import type { Environment } from './config/environment.ts';
import { DatabaseModule } from './database/database.module.ts';
import { HealthModule } from './health/health.module.ts';
import { UI_ROOT, uiModules } from './http/ui.ts';
import { ImportsModule } from './ingestion/import/imports.module.ts';
import { IngestionModule } from './ingestion/ingestion.module.ts';
import { LiveModule } from './live/live.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { PairsModule } from './pairs/pairs.module.ts';
import { ParityModule } from './parity/parity.module.ts';
import { RecordingsModule } from './recordings/recordings.module.ts';
import { ReplayModule } from './replay/replay.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { SimulationModule } from './simulation/simulation.module.ts';
import { ValidationModule } from './validation/validation.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

export interface AppOptions {
  environment: Environment;
  /** Folder of the built UI. */
  uiRoot?: string;
}

/** The whole product in one process: API, socket and UI. */
@Module({})
export class AppModule {
  static forRoot({ environment, uiRoot = UI_ROOT }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment),
        ...uiModules(uiRoot),
        DatabaseModule,
        AlertsModule,
        HealthModule,
        ImportsModule,
        IngestionModule,
        LiveModule,
        MetricsModule,
        PairsModule,
        ParityModule,
        RecordingsModule,
        ReplayModule,
        SettingsModule,
        SimulationModule,
        ValidationModule,
        WebhooksModule,
      ],
    };
  }
}
