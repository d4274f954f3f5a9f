import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EventEmitter } from 'node:events';
import type { Repository } from 'typeorm';
import { SettingEntity } from '../database/entities/setting.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import { DEFAULT_SETTINGS, type Settings, type SettingsChange } from './settings.dto.ts';
import { configWith } from './thresholds.ts';

/** Settings of this installation: the defaults, overridden by what was stored. */
@Injectable()
export class SettingsService {
  readonly #events = new EventEmitter<{ change: [Settings] }>();

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
    const rows = rowsOf(change);
    await this.writes.run(async (manager) => {
      const stored = manager.getRepository(SettingEntity);
      // Null is the default of what may be null.
      const names = Object.entries(change).flatMap(([name, value]) => (value === null ? [name] : []));
      if (names.length > 0) await stored.delete(names);
      if (rows.length > 0) await stored.save(rows);
    });
    return this.#changed();
  }

  /** Stores what is given, and what is not given has its default again; answers all settings. */
  async replace(settings: SettingsChange): Promise<Settings> {
    const rows = rowsOf(settings);
    await this.writes.run(async (manager) => {
      const stored = manager.getRepository(SettingEntity);
      await stored.clear();
      await stored.save(rows);
    });
    return this.#changed();
  }

  /** Hears of all settings whenever some were changed. Answers how to stop. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  async #changed(): Promise<Settings> {
    const settings = await this.read();
    this.#events.emit('change', settings);
    return settings;
  }
}

/** What is given, as rows; thresholds that cannot be are refused. */
function rowsOf(change: SettingsChange): SettingEntity[] {
  if (change.thresholds) configWith(change.thresholds);
  const updatedAt = Date.now();
  return Object.entries(change)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ({ name, value: value as unknown, updatedAt }));
}
