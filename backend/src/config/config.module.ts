import { Module, type DynamicModule } from '@nestjs/common';
import type { Environment } from './environment.ts';

/** Injection token of the {@link Environment}. */
export const ENVIRONMENT = Symbol('environment');

/** Hands the environment that was checked at boot to whoever asks for {@link ENVIRONMENT}. */
@Module({})
export class ConfigModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: ENVIRONMENT, useValue: environment }],
      exports: [ENVIRONMENT],
    };
  }
}
