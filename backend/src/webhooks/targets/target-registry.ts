import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ENVIRONMENT } from '../../config/config.module.ts';
import type { Environment } from '../../config/environment.ts';
import { WebhookTargetEntity } from '../../database/entities/webhook-target.entity.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import { environmentTargets } from './environment-targets.ts';
import type { Target } from './target.ts';

/** The targets there are, with their secrets open, in memory: those of the environment and those of the database. */
@Injectable()
export class TargetRegistry implements OnModuleInit {
  readonly #log = new Logger('Webhooks');
  readonly #fromEnvironment: readonly Target[];
  #stored: readonly Target[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @InjectRepository(WebhookTargetEntity) private readonly rows: Repository<WebhookTargetEntity>,
    private readonly box: SecretBox,
  ) {
    this.#fromEnvironment = environmentTargets(environment.webhooks);
  }

  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  all(): readonly Target[] {
    return [...this.#fromEnvironment, ...this.#stored];
  }

  enabled(): readonly Target[] {
    return this.all().filter(({ enabled }) => enabled);
  }

  /** Whether a target is of the environment: the API cannot change it. */
  isFixed(id: string): boolean {
    return this.#fromEnvironment.some((one) => one.id === id);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads the database again; a target whose secret cannot be read is left out, and said. */
  async reload(): Promise<void> {
    const rows = await this.rows.find({ order: { createdAt: 'ASC' } });
    this.#stored = rows.flatMap((row): Target[] => {
      try {
        const { id, name, kind, topics, options, enabled } = row;
        const secret = row.secret === null ? null : this.box.open(row.secret);
        return [{ id, name, kind, topics, options, enabled, url: this.box.open(row.url), secret }];
      } catch (error) {
        this.#log.error(
          `Target "${row.name}" is left out: ${error instanceof Error ? error.message : String(error)}`,
        );
        return [];
      }
    });
    for (const listener of this.#listeners) listener();
  }
}
