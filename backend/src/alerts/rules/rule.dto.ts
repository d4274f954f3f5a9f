import { ApiProperty, PartialType } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import type { AlertRule } from '@hindcast/engine/alerts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PreviewQuestion } from '../preview-question.dto.ts';
import type { QuietHours } from '../../database/entities/alert-rule.entity.ts';

const MAX_CONDITION = 10_000;

export class QuietHoursDto implements QuietHours {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1439, description: 'minute of the UTC day' })
  @IsInt()
  @Min(0)
  @Max(1_439)
  fromMinute: number;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1439 })
  @IsInt()
  @Min(0)
  @Max(1_439)
  toMinute: number;
}

const THRESHOLDS = {
  type: 'object',
  additionalProperties: { type: 'number' },
  example: { z: 2.5 },
} as const;

/** Where something holds. */
class RuleLanes {
  @ApiProperty({ type: [String], required: false, description: 'only on these; all when empty' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  venues?: string[];

  @ApiProperty({ type: [String], required: false })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  symbols?: string[];

  @ApiProperty({ enum: TIMEFRAMES, isArray: true, required: false })
  @IsOptional()
  @IsArray()
  @IsIn(TIMEFRAMES, { each: true })
  timeframes?: Timeframe[];
}

/** Other numbers for a rule's thresholds on some lanes; the narrower override wins: symbol before venue before timeframe. */
export class RuleOverride extends RuleLanes {
  @ApiProperty(THRESHOLDS)
  @IsObject()
  thresholds: Record<string, number>;
}

/** What a rule says; how it is compiled is the engine's business. */
export class RuleBody extends RuleLanes implements Partial<Omit<AlertRule, 'overrides'>> {
  @ApiProperty({ example: 'Crowded longs' })
  @IsString()
  @MinLength(1)
  @MaxLength(80)
  name: string;

  @ApiProperty({
    example: 'oiZ > 2 and globalLongShort > 2',
    description: 'a condition of the strategy language',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CONDITION)
  when: string;

  @ApiProperty({ required: false, description: 'hysteresis: armed again when this is true' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CONDITION)
  release?: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5, default: 2, required: false })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  severity?: number;

  @ApiProperty({ type: 'integer', minimum: 0, default: 0, required: false, description: 'bars' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  cooldown?: number;

  @ApiProperty({
    ...THRESHOLDS,
    selfRequired: false,
    description: 'numbers that its conditions call by name',
  })
  @IsOptional()
  @IsObject()
  thresholds?: Record<string, number>;

  @ApiProperty({ type: [RuleOverride], required: false })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => RuleOverride)
  overrides?: RuleOverride[];
}

export class NewRule extends RuleBody {
  @ApiProperty({ required: false, default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @ApiProperty({ required: false, nullable: true, type: QuietHoursDto, description: 'kept, not delivered' })
  @IsOptional()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quiet?: QuietHoursDto | null;
}

export class RuleChange extends PartialType(NewRule) {
  @ApiProperty({ required: false, description: 'kept, not delivered, until then; UTC ms, 0 ends it' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(8.64e15)
  snoozedUntil?: number;
}

export class Rule extends NewRule {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  declare enabled: boolean;
  @ApiProperty({ description: 'UTC ms' })
  snoozedUntil: number;
  @ApiProperty({ description: 'when its conditions were written, by the clock of the market, UTC ms' })
  writtenAt: number;
  @ApiProperty({ description: 'UTC ms' })
  createdAt: number;
  @ApiProperty({ description: 'UTC ms' })
  updatedAt: number;
}

export class RulePreviewRequest extends PreviewQuestion {
  @ApiProperty({ type: RuleBody })
  @ValidateNested()
  @Type(() => RuleBody)
  rule: RuleBody;
}

export class PreviewLane {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ type: 'integer' })
  fired: number;
}

/** A bar at which a rule would have spoken. */
export class PreviewPlace {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ description: 'open time of the bar, UTC ms' })
  time: number;
}

export class PreviewRate {
  @ApiProperty({ type: Number, nullable: true, description: 'share of events that were hits' })
  estimate: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '95 % Wilson interval' })
  low: number | null;
  @ApiProperty({ type: Number, nullable: true })
  high: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'of any bar of the same lanes and regimes' })
  base: number | null;
}

/** How often a rule would have spoken over a recording, and what came of it. */
export class RulePreview {
  @ApiProperty({ type: 'integer' })
  fired: number;
  @ApiProperty({ description: 'over all lanes' })
  perDay: number;
  @ApiProperty({ type: [PreviewLane] })
  lanes: PreviewLane[];
  @ApiProperty({ type: [Number], description: 'alerts of each day of the recording' })
  daily: number[];
  @ApiProperty({ description: 'open of the first day, UTC ms' })
  from: number;
  @ApiProperty({ type: [PreviewPlace], description: 'the last alerts, the newest last' })
  latest: PreviewPlace[];
  @ApiProperty({ type: 'integer', description: 'events with a direction and a known outcome' })
  judged: number;
  @ApiProperty({ type: PreviewRate })
  hitRate: PreviewRate;
  @ApiProperty({ description: 'whether it is more than luck, as a sentence' })
  verdict: string;
}
