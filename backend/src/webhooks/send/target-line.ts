import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from 'cockatiel';
import PQueue from 'p-queue';
import type { WebhookDeliveryEntity } from '../../database/entities/webhook-delivery.entity.ts';
import type { Attempt, Outbox } from '../outbox.ts';
import { BATCH, render, type Message } from '../payloads/render.ts';
import { PER_MINUTE, type Target } from '../targets/target.ts';
import { attemptOf, deliver, type Reply } from './deliver.ts';
import type { Poster } from './post.ts';

/** Failures in a row after which a target is left alone, and for how long. */
const FAILURES = 5;
const REST_MS = 30_000;
/** The longest timer; what is due later is looked for again. */
const LONGEST_SLEEP_MS = 60_000;

export interface LineOptions {
  readonly outbox: Outbox;
  readonly poster: Poster;
  readonly product: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

class RetryableReply extends Error {}

/**
 * The line of one target: its deliveries in order, one request at a time, no faster than its service takes them. Targets
 * do not know of each other: one that hangs holds up nobody.
 */
export class TargetLine {
  readonly #options: LineOptions;
  readonly #queue: PQueue;
  readonly #breaker = circuitBreaker(handleAll, {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  #target: Target;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #again = false;
  #restUntil = 0;
  #closed = false;
  readonly #closing = new AbortController();
  /** What was committed and has not been looked at: sent without being read. By event. */
  readonly #offered = new Map<string, WebhookDeliveryEntity>();
  /** Events of the chunk that is under way. */
  #underWay: ReadonlySet<string> = new Set();

  constructor(target: Target, options: LineOptions) {
    this.#target = target;
    this.#options = options;
    const perMinute = target.options.perMinute ?? PER_MINUTE[target.kind];
    // A second's share at a time for fast targets, so that a minute's allowance does not go out in a burst.
    const fast = perMinute >= 600;
    this.#queue = new PQueue({
      concurrency: 1,
      interval: fast ? 1_000 : 60_000,
      intervalCap: fast ? Math.ceil(perMinute / 60) : perMinute,
    });
    this.#breaker.onBreak(() => (this.#restUntil = this.#options.now() + REST_MS));
  }

  /** Whether the target is left alone after failures. */
  get resting(): boolean {
    return this.#breaker.state === CircuitState.Open;
  }

  /** Something may be due: looks, now. */
  kick(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Asked while it was about to sleep.
      if (this.#again) this.kick();
    });
  }

  /** These are in the outbox since a moment ago. What there is no room for is found there. */
  offer(deliveries: readonly WebhookDeliveryEntity[]): void {
    for (const one of deliveries) {
      if (this.#offered.size < BATCH && !this.#underWay.has(one.eventId)) this.#offered.set(one.eventId, one);
    }
    this.kick();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        while (!this.#closed && (await this.#chunk()));
      }
      await this.#sleep();
    } catch (error) {
      this.#options.onError(error);
      this.#wakeIn(REST_MS);
    }
  }

  /** Sends what is due, at most a batch. @returns whether there may be more */
  async #chunk(): Promise<boolean> {
    const { outbox, now } = this.#options;
    const due = await this.#due();
    if (due.length === 0) return false;
    const byId = new Map(due.map((delivery) => [delivery.eventId, delivery]));
    this.#underWay = new Set(byId.keys());
    const attempts: Attempt[] = [];
    const messages = render(
      this.#target.kind,
      this.#target.options,
      due.map(({ envelope }) => envelope),
    );
    for (const message of messages) {
      if (this.#closed || now() < this.#restUntil) break;
      const reply = await this.#send(message);
      if (reply) attempts.push(...this.#judge(message, reply, byId));
    }
    if (attempts.length > 0) await outbox.settle(attempts, now());
    return attempts.length > 0;
  }

  /** What is to be sent next: what was offered, else what waits in the outbox; nothing while the target rests. */
  async #due(): Promise<WebhookDeliveryEntity[]> {
    const { outbox, now } = this.#options;
    const offered = [...this.#offered.values()];
    this.#offered.clear();
    if (now() < this.#restUntil) return [];
    if (offered.length > 0) return offered;
    this.#underWay = new Set();
    const due = await outbox.due(this.#target.id, now(), BATCH);
    // What was offered while this was read is among it.
    for (const { eventId } of due) this.#offered.delete(eventId);
    return due;
  }

  /** Null where the breaker does not let it pass. */
  async #send(message: Message): Promise<Reply | null> {
    const { poster, product, now } = this.#options;
    let reply: Reply | null = null;
    await this.#queue
      .add(
        () =>
          this.#breaker.execute(async () => {
            reply = await deliver(poster, this.#target, message, now(), product);
            if (reply.retry) throw new RetryableReply();
          }),
        { signal: this.#closing.signal },
      )
      .catch((error: unknown) => {
        const expected = error instanceof RetryableReply || this.resting || this.#closed;
        if (!expected) throw error;
      });
    return reply;
  }

  #judge(message: Message, reply: Reply, byId: ReadonlyMap<string, WebhookDeliveryEntity>): Attempt[] {
    const { now, random } = this.#options;
    // Too many requests is about the target, not about this message: everything waits.
    if (reply.status === 429) this.#restUntil = now() + Math.min(reply.retryAfterMs ?? 1_000, 3_600_000);
    return message.carries.flatMap(({ id }) => {
      const delivery = byId.get(id);
      return delivery ? [attemptOf(delivery, reply, now(), random())] : [];
    });
  }

  async #sleep(): Promise<void> {
    const { outbox, now } = this.#options;
    if (this.#closed || this.#again) return;
    const next = await outbox.nextDue(this.#target.id);
    if (next !== null) this.#wakeIn(Math.max(next, this.#restUntil) - now());
  }

  #wakeIn(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kick(), Math.min(Math.max(ms, 10), LONGEST_SLEEP_MS));
    this.#timer.unref();
  }
}
