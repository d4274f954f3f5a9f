import { Module } from '@nestjs/common';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../config/config.module.ts';
import type { Environment } from '../../config/environment.ts';
import { BeginUpload } from '../upload/begin-upload.ts';
import { UploadStore } from '../upload/upload-store.ts';
import { ImportsController } from './imports.controller.ts';
import { ImportsService } from './imports.service.ts';

const GIBIBYTE = 1024 ** 3;

/** Files become recorded datasets, over REST. */
@Module({
  controllers: [ImportsController],
  providers: [
    ImportsService,
    BeginUpload,
    {
      provide: UploadStore,
      inject: [ENVIRONMENT],
      useFactory: ({ dataDir, uploadMaxGb }: Environment) =>
        new UploadStore(join(dataDir, 'uploads'), { bytes: uploadMaxGb * GIBIBYTE }),
    },
  ],
  exports: [UploadStore],
})
export class ImportsModule {}
