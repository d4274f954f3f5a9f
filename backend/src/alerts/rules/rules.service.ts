import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import { compileRule, type AlertRule } from '@hindcast/engine/alerts';
import type { Repository } from 'typeorm';
import type { AlertMuting } from '../../database/entities/alert.entity.ts';
import { AlertRuleEntity } from '../../database/entities/alert-rule.entity.ts';
import { WebhookAuditEntity } from '../../database/entities/webhook-audit.entity.ts';
import { WriteQueue } from '../../database/write-queue.ts';
import { LiveDoor } from '../../metrics/live-door.ts';
import { auditEntry } from '../../webhooks/audit-entry.ts';
import { isQuiet } from './quiet.ts';
import type { WatchedRule } from './watched-rule.ts';
import type { NewRule, Rule, RuleBody, RuleChange } from './rule.dto.ts';

const BODY = [
  ...(['name', 'when', 'release', 'severity', 'cooldown'] as const),
  ...(['venues', 'symbols', 'timeframes', 'thresholds', 'overrides'] as const),
];

/** The user's rules: kept, checked, and compiled for whoever watches a market. */
@Injectable()
export class RulesService implements OnModuleInit {
  readonly #log = new Logger('Rules');
  #rules: readonly AlertRuleEntity[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(
    @InjectRepository(AlertRuleEntity) private readonly rows: Repository<AlertRuleEntity>,
    private readonly writes: WriteQueue,
    private readonly market: LiveDoor,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#reload();
  }

  list(): Rule[] {
    return this.#rules.map(shown);
  }

  async create({ enabled = true, quiet = null, ...body }: NewRule): Promise<Rule> {
    const { rule } = compileRule(bodyOf(body));
    const now = Date.now();
    const row = {
      ...{ id: randomUUID(), rule, enabled, quiet, snoozedUntil: 0 },
      ...{ writtenAt: this.market.now(), createdAt: now, updatedAt: now },
    };
    await this.#write(row, 'created', Object.keys(given(body)));
    return shown(row);
  }

  async change(id: string, change: RuleChange): Promise<Rule> {
    const before = this.#row(id);
    const { rule } = compileRule({ ...before.rule, ...bodyOf(change) });
    const { enabled, quiet, snoozedUntil } = { ...before, ...given(change) };
    const row = {
      ...{ ...before, rule, enabled, quiet: quiet ?? null, snoozedUntil, updatedAt: Date.now() },
      writtenAt: asks(rule) === asks(before.rule) ? before.writtenAt : this.market.now(),
    };
    await this.#write(row, 'changed', Object.keys(given(change)));
    return shown(row);
  }

  async remove(id: string): Promise<void> {
    const { name } = this.#row(id).rule;
    await this.writes.run(async (manager) => {
      await manager.delete(AlertRuleEntity, { id });
      await manager.insert(WebhookAuditEntity, auditEntry('rule', 'deleted', { id, name }));
    });
    await this.#reload();
  }

  /** All enabled rules, compiled. */
  watched(): WatchedRule[] {
    return this.#rules.filter(({ enabled }) => enabled).flatMap((row) => this.#watched(row));
  }

  /** Hears when the rules have changed, so that desks are made anew. Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Why an alert of a rule is kept without being delivered: snoozed, or in its quiet hours. */
  mutedAt(id: string, time: number): AlertMuting | null {
    const row = this.#rules.find((one) => one.id === id);
    if (!row) return null;
    if (time < row.snoozedUntil) return 'snoozed';
    return isQuiet(row.quiet, time) ? 'quiet' : null;
  }

  #watched({ id, rule, writtenAt }: AlertRuleEntity): WatchedRule[] {
    try {
      return [{ id, compiled: compileRule(rule), writtenAt }];
    } catch (error) {
      this.#log.error(
        `Rule "${rule.name}" is left out: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  }

  #row(id: string): AlertRuleEntity {
    const row = this.#rules.find((one) => one.id === id);
    if (row) return row;
    throw new HindcastError(
      'RULE_UNKNOWN',
      `There is no alert rule ${id}.`,
      'GET /api/alerts/rules lists them.',
      {
        field: 'id',
      },
    );
  }

  async #write(row: AlertRuleEntity, action: 'created' | 'changed', fields: string[]): Promise<void> {
    const { id, rule } = row;
    await this.writes.run(async (manager) => {
      await manager.save(AlertRuleEntity, { ...row });
      await manager.insert(WebhookAuditEntity, auditEntry('rule', action, { id, name: rule.name }, fields));
    });
    await this.#reload();
  }

  async #reload(): Promise<void> {
    this.#rules = await this.rows.find({ order: { createdAt: 'ASC' } });
    for (const listener of this.#listeners) listener();
  }
}

const given = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** What the engine reads, out of a request; an empty release is none. */
export function bodyOf(request: Partial<RuleBody>): object {
  const body = Object.fromEntries(BODY.map((name) => [name, request[name]]));
  return given({ ...body, release: body.release === '' ? undefined : body.release });
}

/** What decides when a rule fires: where it changes, its record begins anew. */
const asks = ({ when, release, cooldown, thresholds, overrides }: AlertRule): string =>
  JSON.stringify([when, release ?? '', cooldown, thresholds, overrides]);

const shown = ({ rule, ...row }: AlertRuleEntity): Rule => ({ ...rule, ...row });
