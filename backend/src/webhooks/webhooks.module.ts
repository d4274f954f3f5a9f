import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { Outbox } from './outbox.ts';
import { SecretBox } from './secrets/secret-box.ts';
import { Sender } from './sender.ts';
import { TargetRegistry } from './targets/target-registry.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { WebhooksService } from './webhooks.service.ts';

/** Alerts that leave the house: targets, outbox, delivery. */
@Module({
  controllers: [WebhooksController],
  providers: [
    {
      provide: SecretBox,
      useFactory: ({ dataDir }: Environment) => SecretBox.at(join(dataDir, 'keys', 'webhooks.key')),
      inject: [ENVIRONMENT],
    },
    TargetRegistry,
    Outbox,
    Sender,
    WebhooksService,
  ],
  exports: [Outbox, Sender],
})
export class WebhooksModule {}
