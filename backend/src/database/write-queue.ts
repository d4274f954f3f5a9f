import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Every write goes through here, one transaction after the other: SQLite has one connection, and two
 * transactions begun on it at once would commit and roll back each other's work.
 */
@Injectable()
export class WriteQueue implements BeforeApplicationShutdown {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Runs `work` in a transaction of its own; a throw rolls all of it back. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = this.#tail.then(() => this.dataSource.transaction(work));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#tail;
  }
}
