import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';

/** How soon something is written: `urgent` is what somebody is to hear of, and goes before all that waits. */
export type Urgency = 'urgent' | 'normal';

/**
 * Every write goes through here, one transaction after the other: SQLite has one connection, and two
 * transactions begun on it at once would commit and roll back each other's work.
 */
@Injectable()
export class WriteQueue implements BeforeApplicationShutdown {
  readonly #waiting: Record<Urgency, (() => Promise<void>)[]> = { urgent: [], normal: [] };
  #running: Promise<void> | null = null;
  /** FULL is what SQLite begins with. */
  #mode: 'NORMAL' | 'FULL' = 'FULL';

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Runs `work` in a transaction of its own; a throw rolls all of it back. Those of one urgency keep their order. */
  run<T>(work: (manager: EntityManager) => Promise<T>, urgency: Urgency = 'normal'): Promise<T> {
    return this.#inTurn(() => this.dataSource.transaction(work), urgency);
  }

  /** Runs one statement in its turn: SQLite does all of it or nothing, without the four trips of a transaction. */
  async statement(sql: string, parameters: unknown[], urgency: Urgency = 'normal'): Promise<void> {
    await this.#inTurn(() => this.dataSource.query(sql, parameters), urgency);
  }

  #inTurn<T>(work: () => Promise<T>, urgency: Urgency): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting[urgency].push(() => work().then(resolve, reject));
      this.#running ??= this.#drain();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    for (;;) {
      const urgent = this.#waiting.urgent.shift();
      const next = urgent ?? this.#waiting.normal.shift();
      // With nothing to write it is made ready for what is urgent.
      await this.#sync(next && !urgent ? 'FULL' : 'NORMAL');
      if (next) await next();
      else if (this.#isIdle) break;
    }
    this.#running = null;
  }

  get #isIdle(): boolean {
    return this.#waiting.urgent.length === 0 && this.#waiting.normal.length === 0;
  }

  /**
   * What is urgent does not wait for the disk: the end of this process takes nothing of it, and the next commit, a moment
   * later, takes it to the disk with itself.
   */
  async #sync(mode: 'NORMAL' | 'FULL'): Promise<void> {
    if (mode === this.#mode) return;
    try {
      await this.dataSource.query(`PRAGMA synchronous = ${mode}`);
      this.#mode = mode;
    } catch {
      // A database that does not answer: the write that follows fails for the same reason, and says it to who asked.
    }
  }
}
