import { Module } from '@nestjs/common';
import { SweepsController, ValidationsController, WalkForwardsController } from './studies.controller.ts';
import { StudiesService } from './studies.service.ts';

/** Does the signal really hit? Event studies, sweeps, walk-forward, and the ledger of what was tried. */
@Module({
  controllers: [ValidationsController, SweepsController, WalkForwardsController],
  providers: [StudiesService],
})
export class ValidationModule {}
