import { Module } from '@nestjs/common';
import { BarStore } from './bar-store.ts';

/** Where bars come in: live ones go to the database, archives become datasets (`import/`). */
@Module({ providers: [BarStore], exports: [BarStore] })
export class IngestionModule {}
