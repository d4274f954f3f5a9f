import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { ENTITIES, databaseOptions } from './options.ts';
import { WriteQueue } from './write-queue.ts';

/** The database: opened and migrated at boot. A database that cannot be opened ends the boot at once. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENVIRONMENT],
      useFactory: (environment: Environment) => ({ ...databaseOptions(environment), retryAttempts: 0 }),
    }),
    TypeOrmModule.forFeature(ENTITIES),
  ],
  providers: [WriteQueue],
  exports: [WriteQueue, TypeOrmModule],
})
export class DatabaseModule {}
