import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { ParityQuery, ParityReceipt } from './parity.dto.ts';
import { ParityService } from './parity.service.ts';

/** A receipt over everything is given again for this long: pages ask oftener than it changes. */
const FRESH_MS = 60_000;

/** Checks parity every night, and when somebody asks; never twice at once. */
@Injectable()
export class ParityJob implements BeforeApplicationShutdown {
  readonly #log = new Logger('Parity');
  readonly #stop = new AbortController();
  #last: ParityReceipt | undefined;
  #running: Promise<ParityReceipt> | undefined;

  constructor(private readonly parity: ParityService) {}

  /** The last receipt over everything; undefined before there was one. */
  get last(): ParityReceipt | undefined {
    return this.#last;
  }

  @Cron(CronExpression.EVERY_DAY_AT_3AM, { name: 'parity', timeZone: 'UTC' })
  async nightly(): Promise<void> {
    const receipt = await this.#whole();
    if (receipt.identical) this.#log.log(receipt.sentence);
    else this.#log.error(receipt.sentence);
  }

  receipt(query: ParityQuery): Promise<ParityReceipt> {
    const ofAll = query.from === undefined && query.to === undefined && query.market === undefined;
    if (!ofAll) return this.parity.check({ ...query, signal: this.#stop.signal });
    const fresh = this.#last && Date.now() - this.#last.checkedAt < FRESH_MS;
    return fresh ? Promise.resolve(this.#last!) : this.#whole();
  }

  beforeApplicationShutdown(): void {
    this.#stop.abort();
  }

  #whole(): Promise<ParityReceipt> {
    this.#running ??= this.parity
      .check({ signal: this.#stop.signal })
      .then((receipt) => (this.#last = receipt))
      .finally(() => (this.#running = undefined));
    return this.#running;
  }
}
