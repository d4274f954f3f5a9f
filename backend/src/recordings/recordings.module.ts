import { Global, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { DatasetStore, storeFolders } from '../datasets/index.ts';
import { MarketPool } from './market-pool.ts';
import { DatasetChecks } from './dataset-checks.ts';
import { DatasetsController } from './datasets.controller.ts';
import { RecordingController } from './record/recording.controller.ts';

/** Recorded datasets, and the markets computed from them that are in memory. */
@Global()
@Module({
  controllers: [RecordingController, DatasetsController],
  providers: [
    {
      provide: DatasetStore,
      inject: [ENVIRONMENT],
      useFactory: (environment: Environment) =>
        new DatasetStore(storeFolders(environment.dataDir, environment.cacheMaxGb)),
    },
    MarketPool,
    DatasetChecks,
  ],
  exports: [DatasetStore, MarketPool],
})
export class RecordingsModule implements BeforeApplicationShutdown {
  constructor(private readonly store: DatasetStore) {}

  /** Column caches that are still being written are finished first. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.store.settled();
  }
}
