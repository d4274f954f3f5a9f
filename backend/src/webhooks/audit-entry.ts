import type { Audited, WebhookAuditEntity } from '../database/entities/webhook-audit.entity.ts';

/** A line of the audit log, as of now. Fields are named and never told: one of them may be a secret. */
export function auditEntry(
  what: Audited,
  action: 'created' | 'changed' | 'deleted' | 'tested' | 'resent',
  { id, name }: { id: string; name: string },
  fields: readonly string[] = [],
): Omit<WebhookAuditEntity, 'id'> {
  return { at: Date.now(), what, action, targetId: id, targetName: name, fields: [...fields] };
}
