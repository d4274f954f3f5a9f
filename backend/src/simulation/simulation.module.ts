import { Module } from '@nestjs/common';
import { Tracks } from './tracks.ts';

/** Strategies over recordings. */
@Module({ providers: [Tracks], exports: [Tracks] })
export class SimulationModule {}
