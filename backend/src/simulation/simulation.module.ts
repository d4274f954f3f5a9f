import { Module } from '@nestjs/common';
import { Comparisons } from './comparisons.ts';
import { Previews } from './previews.ts';
import { RunResults } from './run-results.ts';
import { RunsService } from './runs.service.ts';
import { SimulationsController } from './simulations.controller.ts';
import { StrategiesController } from './strategies/strategies.controller.ts';
import { Tracks } from './tracks.ts';

/** Strategies over recordings: whole runs, and such that run along with a replay. */
@Module({
  controllers: [SimulationsController, StrategiesController],
  providers: [Tracks, RunsService, RunResults, Comparisons, Previews],
  exports: [Tracks],
})
export class SimulationModule {}
