import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { Repository } from 'typeorm';
import { AlertPolicyEntity } from '../../database/entities/alert-policy.entity.ts';
import { WebhookAuditEntity } from '../../database/entities/webhook-audit.entity.ts';
import { WriteQueue } from '../../database/write-queue.ts';
import { SettingsService } from '../../settings/settings.service.ts';
import { auditEntry } from '../../webhooks/audit-entry.ts';
import { conditionOf, defaultSeverity, labelOf, shippedPolicy, tierOf } from './policy.ts';
import { POLICY_SUBJECTS, type Policy, type PolicyChange } from './policy.dto.ts';

/** When the engine's own signals are announced: as they ship, and what somebody changed of it. */
@Injectable()
export class PoliciesService implements OnModuleInit {
  #stored = new Map<string, AlertPolicyEntity>();
  readonly #listeners = new Set<() => void>();

  constructor(
    @InjectRepository(AlertPolicyEntity) private readonly rows: Repository<AlertPolicyEntity>,
    private readonly writes: WriteQueue,
    private readonly settings: SettingsService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#reload();
  }

  async list(): Promise<Policy[]> {
    const { toastTier } = await this.settings.read();
    return POLICY_SUBJECTS.map((subject) => shown(this.of(subject), toastTier));
  }

  /** What somebody has changed, by subject. */
  stored(): ReadonlyMap<string, AlertPolicyEntity> {
    return this.#stored;
  }

  /** What is stored of a subject, or how it ships. Throws POLICY_UNKNOWN. */
  of(subject: string): AlertPolicyEntity {
    if ((POLICY_SUBJECTS as readonly string[]).includes(subject))
      return this.#stored.get(subject) ?? shippedPolicy(subject);
    throw new HindcastError(
      'POLICY_UNKNOWN',
      `There is no policy for "${subject}".`,
      `There is one for each of ${POLICY_SUBJECTS.join(', ')}.`,
      { field: 'subject' },
    );
  }

  /** A subject's policy as it would be after a change. */
  changed(subject: string, change: PolicyChange): AlertPolicyEntity {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    if (tierOf(subject) === null && typeof change.severity === 'number') {
      throw new HindcastError(
        'POLICY_SEVERITY',
        `${subject} grades each of its events itself.`,
        'Let a target ask for a least severity instead.',
        { field: 'severity' },
      );
    }
    return { ...this.of(subject), ...given };
  }

  async change(subject: string, change: PolicyChange): Promise<Policy> {
    const row = { ...this.changed(subject, change), updatedAt: Date.now() };
    const fields = Object.keys(change).filter((name) => change[name as keyof PolicyChange] !== undefined);
    await this.writes.run(async (manager) => {
      await manager.save(AlertPolicyEntity, { ...row });
      await manager.insert(
        WebhookAuditEntity,
        auditEntry('policy', 'changed', { id: subject, name: labelOf(subject) }, fields),
      );
    });
    await this.#reload();
    return shown(row, (await this.settings.read()).toastTier);
  }

  /** As it ships again. */
  async reset(subject: string): Promise<Policy> {
    this.of(subject);
    await this.writes.run(async (manager) => {
      await manager.delete(AlertPolicyEntity, { subject });
      await manager.insert(
        WebhookAuditEntity,
        auditEntry('policy', 'deleted', { id: subject, name: labelOf(subject) }),
      );
    });
    await this.#reload();
    return shown(this.of(subject), (await this.settings.read()).toastTier);
  }

  /** Hears of every change. Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #reload(): Promise<void> {
    this.#stored = new Map((await this.rows.find()).map((row) => [row.subject, row]));
    for (const listener of this.#listeners) listener();
  }
}

function shown(row: AlertPolicyEntity, toastTier: number): Policy {
  const tier = tierOf(row.subject);
  return {
    ...row,
    label: labelOf(row.subject),
    condition: conditionOf(row.subject),
    announced: row.enabled ?? (tier === null || tier >= toastTier),
    defaultSeverity: defaultSeverity(row.subject),
  };
}
