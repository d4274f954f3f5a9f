import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import type { WebhookDeliveryEntity } from '../database/entities/webhook-delivery.entity.ts';
import { VERSION } from '../version.ts';
import { Outbox } from './outbox.ts';
import { Poster } from './send/post.ts';
import { TargetLine } from './send/target-line.ts';
import { TargetRegistry } from './targets/target-registry.ts';
import type { Target } from './targets/target.ts';

const HOUR_MS = 3_600_000;
/** How long the log of what was delivered goes back. */
const KEPT_MS = 30 * 24 * HOUR_MS;

/** Empties the outbox: a line for each target, from the start of the process on. */
@Injectable()
export class Sender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Webhooks');
  readonly #poster: Poster;
  #lines = new Map<string, TargetLine>();
  #stopped = false;

  constructor(
    @Inject(ENVIRONMENT) { webhooksAllowPrivate }: Environment,
    private readonly outbox: Outbox,
    private readonly targets: TargetRegistry,
  ) {
    this.#poster = new Poster(webhooksAllowPrivate);
  }

  onApplicationBootstrap(): void {
    this.targets.onChange(() => this.#restart());
    this.#restart();
  }

  /** Something was put into the outbox: to be called after the commit, or at any time, as often as one likes. */
  kick(): void {
    for (const line of this.#lines.values()) line.kick();
  }

  /** What was committed to the outbox just now: sent at once, without being read again. */
  offer(deliveries: readonly WebhookDeliveryEntity[]): void {
    for (const [id, line] of this.#lines) {
      const own = deliveries.filter(({ targetId }) => targetId === id);
      if (own.length > 0) line.offer(own);
    }
  }

  /** Targets that are left alone after failures. */
  resting(): string[] {
    return [...this.#lines].filter(([, line]) => line.resting).map(([id]) => id);
  }

  @Interval(HOUR_MS)
  async prune(): Promise<void> {
    await this.outbox.prune(Date.now() - KEPT_MS);
  }

  /** Lines of the targets as they are now: a changed target begins anew, without what it was punished for. */
  #restart(): void {
    if (this.#stopped) return;
    const before = this.#lines;
    this.#lines = new Map(this.targets.enabled().map((target) => [target.id, this.#lineFor(target)]));
    const closed = Promise.all([...before.values()].map((line) => line.close()));
    // Two lines of one target would send the same twice.
    void closed.then(() => this.kick());
  }

  #lineFor(target: Target): TargetLine {
    return new TargetLine(target, {
      outbox: this.outbox,
      poster: this.#poster,
      product: `Hindcast/${VERSION}`,
      now: Date.now,
      random: Math.random,
      onError: (error) => this.#log.error(error),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#lines.values()].map((line) => line.close()));
    await this.#poster.close();
  }
}
