import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { SettingEntity } from '../database/entities/setting.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import { DEFAULT_SETTINGS, type Settings, type SettingsChange } from './settings.dto.ts';

/** Settings of this installation: the defaults, overridden by what was stored. */
@Injectable()
export class SettingsService {
  constructor(
    @InjectRepository(SettingEntity) private readonly settings: Repository<SettingEntity>,
    private readonly writes: WriteQueue,
  ) {}

  async read(): Promise<Settings> {
    const stored = await this.settings.find();
    const known = stored.filter(({ name }) => name in DEFAULT_SETTINGS);
    return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known.map(({ name, value }) => [name, value])) };
  }

  /** Stores what is given and leaves the rest; answers all settings. */
  async change(change: SettingsChange): Promise<Settings> {
    const updatedAt = Date.now();
    const rows = Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ({ name, value: value as unknown, updatedAt }));
    if (rows.length > 0) {
      await this.writes.run((manager) => manager.getRepository(SettingEntity).save(rows));
    }
    return this.read();
  }
}
