import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPES, type EngineEvent, type SignalRow, type Tier } from '@hindcast/engine/wire';
import { ExplanationDto } from './signal.dto.ts';

/** What an alert can be of: an event of the engine, or a rule of the user's. */
export const ALERT_TYPES = [...EVENT_TYPES, 'RULE'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** Something worth telling a person: a signal of a high tier, or an event of a detector. */
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
    description: 'of a detector: the values it spoke of',
  })
  data: EngineEvent['data'] | null;
}

/** How loud a tier is, on the scale of the detectors: confluence and cluster are what one should look at. */
const TIER_SEVERITY: Record<Tier, number> = { 1: 1, 2: 3, 3: 2, 4: 2, 5: 2, 6: 3 };

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
    data: null,
  };
}

export function alertOfEvent(event: EngineEvent): AlertDto {
  const { type, venue, symbol, timeframe, time, knownAt, severity, title, description, data } = event;
  const about = { type, venue, symbol, timeframe, time, knownAt, tier: null, severity };
  return { ...about, title, description, explanation: null, data };
}
