import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';

/** Whether recordings can be read from and written to the data folder. */
@Injectable()
export class DataDirIndicator {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly indicators: HealthIndicatorService,
  ) {}

  async check(): Promise<HealthIndicatorResult<'dataDir'>> {
    const indicator = this.indicators.check('dataDir');
    try {
      await access(this.environment.dataDir, constants.R_OK | constants.W_OK);
      return indicator.up();
    } catch {
      return indicator.down({ message: 'DATA_DIR cannot be read and written' });
    }
  }
}
