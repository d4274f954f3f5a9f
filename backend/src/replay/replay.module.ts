import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.ts';
import { SimulationModule } from '../simulation/simulation.module.ts';
import { ReplayGateway } from './replay.gateway.ts';
import { ReplayService } from './replay.service.ts';

/** Replay sessions over the socket. */
@Module({
  imports: [SettingsModule, SimulationModule],
  providers: [ReplayService, ReplayGateway],
  exports: [ReplayService],
})
export class ReplayModule {}
