import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { ReplayGateway } from './replay.gateway.ts';
import { ReplayService } from './replay.service.ts';

/** Replay sessions over the socket. */
@Module({ imports: [SettingsModule], providers: [ReplayService, ReplayGateway], exports: [ReplayService] })
export class ReplayModule {}
