import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { WebhookAuditEntity } from '../database/entities/webhook-audit.entity.ts';
import { WebhookDeliveryEntity } from '../database/entities/webhook-delivery.entity.ts';
import { WebhookTargetEntity } from '../database/entities/webhook-target.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import type { Page } from '../http/content-range.ts';
import { VERSION } from '../version.ts';
import { auditEntry } from './audit-entry.ts';
import { wantedDeliveries } from './deliveries.query.ts';
import { Outbox } from './outbox.ts';
import { SecretBox } from './secrets/secret-box.ts';
import { checkedUrl } from './send/address-guard.ts';
import { sendTest } from './send/send-test.ts';
import { Sender } from './sender.ts';
import { checkOptions } from './targets/check-options.ts';
import { shownUrl } from './targets/shown-url.ts';
import { TargetRegistry } from './targets/target-registry.ts';
import type { Target } from './targets/target.ts';
import type { DeliveriesQuery, ResendAll, WebhookDelivery } from './delivery.dto.ts';
import type { AuditEntry, NewWebhook, TestAnswer, Webhook, WebhookChange } from './webhook.dto.ts';

/** Targets of alerts, and what became of what was sent to them. Every change is written down. */
@Injectable()
export class WebhooksService {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @InjectRepository(WebhookTargetEntity) private readonly rows: Repository<WebhookTargetEntity>,
    @InjectRepository(WebhookDeliveryEntity) private readonly deliveries: Repository<WebhookDeliveryEntity>,
    @InjectRepository(WebhookAuditEntity) private readonly audits: Repository<WebhookAuditEntity>,
    private readonly writes: WriteQueue,
    private readonly targets: TargetRegistry,
    private readonly outbox: Outbox,
    private readonly sender: Sender,
    private readonly box: SecretBox,
  ) {}

  async list(): Promise<Webhook[]> {
    const counts = await this.#counts();
    const resting = new Set(this.sender.resting());
    return this.targets.all().map((target) => this.#shown(target, counts, resting));
  }

  async create(request: NewWebhook): Promise<Webhook> {
    this.#check(request.url);
    checkOptions(request.kind, request.options ?? {});
    const now = Date.now();
    const id = randomUUID();
    const row: WebhookTargetEntity = {
      ...{ id, name: request.name, kind: request.kind, topics: request.topics },
      url: this.box.close(request.url),
      secret: typeof request.secret === 'string' ? this.box.close(request.secret) : null,
      options: request.options ?? {},
      enabled: request.enabled ?? true,
      createdAt: now,
      updatedAt: now,
    };
    await this.#write('created', row, Object.keys(request), (rows) => rows.insert(row));
    return this.#one(id);
  }

  async change(id: string, change: WebhookChange): Promise<Webhook> {
    const row = await this.#row(id);
    if (change.url !== undefined) this.#check(change.url);
    if (change.options) checkOptions(row.kind, change.options);
    const { url, secret, ...plain } = change;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const next = {
      ...row,
      ...given,
      ...(url === undefined ? {} : { url: this.box.close(url) }),
      ...(secret === undefined ? {} : { secret: secret === null ? null : this.box.close(secret) }),
      updatedAt: Date.now(),
    };
    const fields = Object.entries(change).filter(([, value]) => value !== undefined);
    await this.#write(
      'changed',
      next,
      fields.map(([name]) => name),
      (rows) => rows.save(next),
    );
    return this.#one(id);
  }

  /** Takes a target away, with what waits for it. */
  async remove(id: string): Promise<void> {
    const row = await this.#row(id);
    await this.#write('deleted', row, [], async (rows, manager) => {
      await rows.delete({ id });
      await manager.delete(WebhookDeliveryEntity, { targetId: id });
    });
  }

  /** Sends a test event, past the outbox, and says what came of it. */
  async test(id: string): Promise<TestAnswer> {
    const target = this.#target(id);
    const answer = await sendTest(target, this.environment.webhooksAllowPrivate, `Hindcast/${VERSION}`);
    await this.writes.run((manager) =>
      manager.insert(WebhookAuditEntity, auditEntry('target', 'tested', { id, name: target.name })),
    );
    return answer;
  }

  async log(query: DeliveriesQuery): Promise<Page<WebhookDelivery>> {
    const { offset, limit } = query;
    const [items, total] = await this.deliveries.findAndCount({
      where: wantedDeliveries(query),
      order: { createdAt: 'DESC', eventId: 'ASC' },
      skip: offset,
      take: limit,
    });
    return { items: items.map(shownDelivery), offset, total };
  }

  /** Dead letters wait again: those of a target, of events, or all there are. */
  async resend(which: ResendAll): Promise<number> {
    const id = which.target ?? 'all';
    const name = which.target === undefined ? 'every target' : this.#target(which.target).name;
    const resent = await this.outbox.resend(which, Date.now());
    await this.writes.run((manager) =>
      manager.insert(WebhookAuditEntity, auditEntry('target', 'resent', { id, name })),
    );
    this.sender.kick();
    return resent;
  }

  async audit({ offset, limit }: { offset: number; limit: number }): Promise<Page<AuditEntry>> {
    const [rows, total] = await this.audits.findAndCount({
      order: { id: 'DESC' },
      skip: offset,
      take: limit,
    });
    return { items: rows.map(({ id: _id, ...rest }) => rest), offset, total };
  }

  #check(url: string): void {
    if (!/^env:[A-Z][A-Z0-9_]*$/.test(url)) checkedUrl(url, this.environment.webhooksAllowPrivate);
    else this.box.open(url);
  }

  async #write(
    action: 'created' | 'changed' | 'deleted',
    target: Pick<WebhookTargetEntity, 'id' | 'name'>,
    fields: string[],
    work: (
      rows: Repository<WebhookTargetEntity>,
      manager: Repository<WebhookTargetEntity>['manager'],
    ) => Promise<unknown>,
  ): Promise<void> {
    await this.writes.run(async (manager) => {
      await work(manager.getRepository(WebhookTargetEntity), manager);
      await manager.insert(WebhookAuditEntity, auditEntry('target', action, target, fields));
    });
    await this.targets.reload();
  }

  async #row(id: string): Promise<WebhookTargetEntity> {
    if (this.targets.isFixed(id)) {
      throw new HindcastError(
        'WEBHOOK_FIXED',
        'This target comes from the environment.',
        'Change the WEBHOOKS_… variables and start again.',
        { field: 'id' },
      );
    }
    const row = await this.rows.findOneBy({ id });
    return row ?? unknown(id);
  }

  #target(id: string): Target {
    return this.targets.all().find((one) => one.id === id) ?? unknown(id);
  }

  async #one(id: string): Promise<Webhook> {
    return (await this.list()).find((one) => one.id === id) ?? unknown(id);
  }

  #shown(target: Target, counts: Map<string, Record<string, number>>, resting: ReadonlySet<string>): Webhook {
    const { id, name, kind, topics, options, enabled, secret, url } = target;
    const count = counts.get(id) ?? {};
    return {
      ...{ id, name, kind, topics: [...topics], options: options as Webhook['options'], enabled },
      url: shownUrl(url),
      hasSecret: secret !== null,
      fixed: this.targets.isFixed(id),
      resting: resting.has(id),
      pending: count.pending ?? 0,
      dead: count.dead ?? 0,
    };
  }

  async #counts(): Promise<Map<string, Record<string, number>>> {
    const rows = await this.deliveries
      .createQueryBuilder('one')
      .select(['one.targetId AS target', 'one.state AS state', 'COUNT(*) AS n'])
      .where("one.state <> 'delivered'")
      .groupBy('one.targetId')
      .addGroupBy('one.state')
      .getRawMany<{ target: string; state: string; n: number | string }>();
    const counts = new Map<string, Record<string, number>>();
    for (const { target, state, n } of rows)
      counts.set(target, { ...counts.get(target), [state]: Number(n) });
    return counts;
  }
}

function shownDelivery({ envelope, ...rest }: WebhookDeliveryEntity): WebhookDelivery {
  return { ...rest, eventType: envelope.event_type, symbol: envelope.symbol, title: envelope.title };
}

function unknown(id: string): never {
  throw new HindcastError(
    'WEBHOOK_UNKNOWN',
    `There is no webhook target ${id}.`,
    'GET /api/webhooks lists them.',
    {
      field: 'id',
    },
  );
}
