import type { components } from '$lib/api/schema.d.ts';

/** Names for the shapes of the generated client that alerts are made of. */
type Schemas = components['schemas'];

export type Rule = Schemas['Rule'];
export type NewRule = Schemas['NewRule'];
/** Its defaults are those of a new rule: what is left out of a change stays. */
export type RuleChange = Partial<Schemas['RuleChange']>;
export type RuleBody = Schemas['RuleBody'];
export type RulePreview = Schemas['RulePreview'];
export type PreviewRequest = Schemas['RulePreviewRequest'];
export type QuietHours = Schemas['QuietHoursDto'];
export type Webhook = Schemas['Webhook'];
export type NewWebhook = Schemas['NewWebhook'];
export type WebhookChange = Schemas['WebhookChange'];
export type WebhookOptions = Schemas['WebhookOptions'];
export type Delivery = Schemas['WebhookDelivery'];
export type TestAnswer = Schemas['TestAnswer'];
export type AuditEntry = Schemas['AuditEntry'];
export type Timeframe = NonNullable<RuleBody['timeframes']>[number];
export type TargetKind = Webhook['kind'];
export type Topic = Webhook['topics'][number];
export type Policy = Schemas['Policy'];
export type PolicyChange = Schemas['PolicyChange'];
export type KeptAlert = Schemas['KeptAlert'];
export type HitRecord = Schemas['HitRecordDto'];
export type Snooze = Schemas['Snooze'];
