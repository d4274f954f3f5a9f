import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';

/** How soon something is written: `urgent` is what somebody is to hear of, and goes before all that waits. */
export type Urgency = 'urgent' | 'normal';

/**
 * Every write goes through here, one transaction after the other: SQLite has one connection, and two
 * transactions begun on it at once would commit and roll back each other's work.
 */
@Injectable()
export class WriteQueue implements OnModuleInit, BeforeApplicationShutdown {
  readonly #waiting: Record<Urgency, (() => Promise<void>)[]> = { urgent: [], normal: [] };
  #running: Promise<void> | null = null;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * A commit outlives this process whenever that ends. Only a power cut may take the last ones, and what they held comes again:
   * bars from the venues, alerts from the bars. Waiting for the disk at each would be a tenth of what an alert may take.
   */
  async onModuleInit(): Promise<void> {
    await this.dataSource.query('PRAGMA synchronous = NORMAL');
  }

  /** Runs `work` in a transaction of its own; a throw rolls all of it back. Those of one urgency keep their order. */
  run<T>(work: (manager: EntityManager) => Promise<T>, urgency: Urgency = 'normal'): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting[urgency].push(() => this.dataSource.transaction(work).then(resolve, reject));
      this.#running ??= this.#drain();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    for (;;) {
      const next = this.#waiting.urgent.shift() ?? this.#waiting.normal.shift();
      if (!next) break;
      await next();
    }
    this.#running = null;
  }
}
