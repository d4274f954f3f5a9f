import { Module } from '@nestjs/common';
import { RunsService } from './runs.service.ts';
import { SimulationsController } from './simulations.controller.ts';
import { Tracks } from './tracks.ts';

/** Strategies over recordings: whole runs, and such that run along with a replay. */
@Module({ controllers: [SimulationsController], providers: [Tracks, RunsService], exports: [Tracks] })
export class SimulationModule {}
