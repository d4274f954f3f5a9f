import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { Repository } from 'typeorm';
import { AlertSnoozeEntity } from '../../database/entities/alert-snooze.entity.ts';
import { WebhookAuditEntity } from '../../database/entities/webhook-audit.entity.ts';
import { WriteQueue } from '../../database/write-queue.ts';
import { LiveDoor } from '../../metrics/live-door.ts';
import { auditEntry } from '../../webhooks/audit-entry.ts';
import type { AlertDto } from '../alert.dto.ts';
import { AlertHistory } from '../history/history.service.ts';
import type { NewSnooze, Snooze, SnoozeAlerts } from './snooze.dto.ts';

const SCOPE = ['type', 'tier', 'rule', 'venue', 'symbol', 'timeframe'] as const;
type Scope = Pick<Snooze, (typeof SCOPE)[number]>;

/** What nobody wants to hear for a while: kept, and not delivered. */
@Injectable()
export class SnoozesService implements OnModuleInit {
  #all: readonly AlertSnoozeEntity[] = [];

  constructor(
    @InjectRepository(AlertSnoozeEntity) private readonly rows: Repository<AlertSnoozeEntity>,
    private readonly history: AlertHistory,
    private readonly writes: WriteQueue,
    private readonly market: LiveDoor,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#reload();
  }

  list(): Snooze[] {
    return [...this.#all];
  }

  async create({ until, ...given }: NewSnooze): Promise<Snooze> {
    const [made] = await this.#write([{ scope: scopeOf(given), until }]);
    return made;
  }

  /** Snoozes what is like these alerts: the same tier, detector or rule, on the same symbol and timeframe. */
  async ofAlerts({ ids, until, minutes }: SnoozeAlerts): Promise<Snooze[]> {
    if (until === undefined && minutes === undefined) {
      throw new HindcastError(
        'SNOOZE_TIME',
        'A snooze needs an end.',
        'Give `until` as UTC ms, or `minutes` from now on.',
        { field: 'until' },
      );
    }
    const end = until ?? this.market.now() + minutes! * 60_000;
    const scopes = new Map<string, Scope>();
    for (const { type, tier, rule, symbol, timeframe } of await this.history.byIds(ids)) {
      const scope = scopeOf({ type, tier, rule, symbol, timeframe });
      scopes.set(JSON.stringify(scope), scope);
    }
    return this.#write([...scopes.values()].map((scope) => ({ scope, until: end })));
  }

  async remove(id: string): Promise<void> {
    const row = this.#all.find((one) => one.id === id);
    if (!row) {
      throw new HindcastError(
        'SNOOZE_UNKNOWN',
        `There is no snooze ${id}.`,
        'GET /api/alerts/snoozes lists them.',
        { field: 'id' },
      );
    }
    await this.writes.run(async (manager) => {
      await manager.delete(AlertSnoozeEntity, { id });
      await manager.insert(WebhookAuditEntity, auditEntry('snooze', 'deleted', { id, name: nameOf(row) }));
    });
    await this.#reload();
  }

  /** Whether an alert is snoozed at its bar's close. */
  holds(
    alert: Pick<AlertDto, 'type' | 'tier' | 'venue' | 'symbol' | 'timeframe' | 'knownAt' | 'data'>,
  ): boolean {
    if (this.#all.length === 0) return false;
    const own: Scope = { ...alert, rule: alert.data?.rule === undefined ? null : String(alert.data.rule) };
    return this.#all.some(
      (snooze) =>
        alert.knownAt < snooze.until &&
        SCOPE.every((name) => snooze[name] === null || snooze[name] === own[name]),
    );
  }

  async #write(wanted: readonly { scope: Scope; until: number }[]): Promise<Snooze[]> {
    const createdAt = Date.now();
    const rows = wanted.map(({ scope, until }) => ({ id: randomUUID(), ...scope, until, createdAt }));
    if (rows.length > 0) {
      await this.writes.run(async (manager) => {
        await manager.insert(
          AlertSnoozeEntity,
          rows.map((row) => ({ ...row })),
        );
        await manager.insert(
          WebhookAuditEntity,
          rows.map((row) => auditEntry('snooze', 'created', { id: row.id, name: nameOf(row) })),
        );
      });
      await this.#reload();
    }
    return rows;
  }

  async #reload(): Promise<void> {
    this.#all = await this.rows.find({ order: { createdAt: 'ASC' } });
  }
}

function scopeOf(given: Partial<Record<keyof Scope, string | number | null>>): Scope {
  const scope = Object.fromEntries(SCOPE.map((name) => [name, given[name] ?? null])) as unknown as Scope;
  if (Object.values(scope).some((value) => value !== null)) return scope;
  throw new HindcastError(
    'SNOOZE_SCOPE',
    'A snooze of everything is no snooze.',
    'Give at least one of type, tier, rule, venue, symbol and timeframe.',
    { field: 'type' },
  );
}

const nameOf = (scope: Scope): string =>
  SCOPE.flatMap((name) => (scope[name] === null ? [] : [`${name} ${scope[name]}`])).join(', ');
