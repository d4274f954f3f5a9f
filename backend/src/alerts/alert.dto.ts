import { ApiProperty } from '@nestjs/swagger';
import type { HitRecord } from '@hindcast/engine/alerts';
import { EVENT_TYPES, type EngineEvent, type SignalRow, type Tier } from '@hindcast/engine/wire';
import { ALERT_MUTINGS, type AlertMuting } from '../database/entities/alert.entity.ts';
import { ExplanationDto } from './signal.dto.ts';

/** What an alert can be of: an event of the engine, or a rule of the user's. */
export const ALERT_TYPES = [...EVENT_TYPES, 'RULE'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** How often a tier, a detector or a rule was right before a bar, out of sample. */
export class HitRecordDto implements HitRecord {
  @ApiProperty({ description: '`tier1` to `tier6`, an event type, or the id of a rule' })
  subject: string;
  @ApiProperty({ type: 'integer', description: 'bars from the decision to the judgement' })
  horizon: number;
  @ApiProperty({ description: 'fraction that a forward return must exceed to be a hit' })
  costs: number;
  @ApiProperty({ type: 'integer', description: 'earlier occurrences with a side and a known outcome' })
  signals: number;
  @ApiProperty({
    type: 'integer',
    description: 'separate times that they make up: what the interval is over',
  })
  times: number;
  @ApiProperty({ type: Number, nullable: true, description: 'share of hits' })
  estimate: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '95 % Wilson interval' })
  low: number | null;
  @ApiProperty({ type: Number, nullable: true })
  high: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'open of the first judged bar, UTC ms' })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'the last close that was looked at, UTC ms' })
  to: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'why there is no share' })
  reason: string | null;
}

/** Something worth telling a person: a signal of a tier, an event of a detector, what a rule says. */
export class AlertDto {
  @ApiProperty({ enum: ALERT_TYPES })
  type: AlertType;
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ description: 'open time of the bar, UTC ms' })
  time: number;
  @ApiProperty({ description: 'when it became known: the close of the bar, UTC ms' })
  knownAt: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'tier of a signal; null for a detector' })
  tier: number | null;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5, description: '1 (low) to 5 (extreme)' })
  severity: number;
  @ApiProperty()
  title: string;
  @ApiProperty()
  description: string;
  @ApiProperty({
    type: ExplanationDto,
    nullable: true,
    description: 'of a tier: each condition with the value seen',
  })
  explanation: ExplanationDto | null;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'of a detector or a rule: the values it spoke of',
  })
  data: EngineEvent['data'] | null;
  @ApiProperty({ type: HitRecordDto, nullable: true, description: 'how often it was right before this bar' })
  record: HitRecord | null;
  @ApiProperty({ enum: ALERT_MUTINGS, nullable: true, description: 'why it is kept and not delivered' })
  muted: AlertMuting | null;
}

/** How loud a tier is, on the scale of the detectors: confluence and cluster are what one should look at. */
export const TIER_SEVERITY: Readonly<Record<Tier, number>> = { 1: 1, 2: 3, 3: 2, 4: 2, 5: 2, 6: 3 };

export function alertOfSignal(signal: SignalRow, barMs: number): AlertDto {
  const { venue, symbol, timeframe, time, tier, name, bias, explanation } = signal;
  const seen = explanation.conditions.map(
    ({ metric, value, operator, threshold }) =>
      `${metric} ${value ?? 'missing'} (${operator} ${threshold ?? '?'})`,
  );
  return {
    ...{ type: 'SIGNAL', venue, symbol, timeframe, time, tier },
    knownAt: time + barMs,
    severity: TIER_SEVERITY[tier],
    title: `Tier ${tier} ${name}${bias === 'none' ? '' : `, ${bias}`}`,
    description: seen.join(', '),
    explanation,
    ...{ data: null, record: null, muted: null },
  };
}

export function alertOfEvent(event: EngineEvent): AlertDto {
  const { type, venue, symbol, timeframe, time, knownAt, severity, title, description, data } = event;
  const about = { type, venue, symbol, timeframe, time, knownAt, tier: null, severity };
  return { ...about, title, description, explanation: null, data, record: null, muted: null };
}
