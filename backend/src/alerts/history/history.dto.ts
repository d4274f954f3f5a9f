import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQuery } from '../../metrics/lane.query.ts';
import { ALERT_TYPES, AlertDto, type AlertType } from '../alert.dto.ts';

const words = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
const numbers = ({ value }: { value: unknown }): unknown => {
  const list = words({ value } as { value: unknown });
  return Array.isArray(list) ? list.map(Number) : list;
};
const flag = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

const LATEST = 8.64e15;

/** Which of the kept alerts. */
export class HistoryQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'not known before, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  from?: number;

  @ApiProperty({ required: false, description: 'known before, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  to?: number;

  @ApiProperty({ required: false, description: '`live`, or the recorded market that was played; all' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  market?: string;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @ApiProperty({ required: false, description: 'whole, or a part such as `BTC`' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  symbol?: string;

  @ApiProperty({ required: false, enum: TIMEFRAMES })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  tf?: Timeframe;

  @ApiProperty({
    required: false,
    type: String,
    description: 'types, comma-separated',
    example: 'SIGNAL,RULE',
  })
  @IsOptional()
  @Transform(words)
  @IsIn(ALERT_TYPES, { each: true })
  type?: AlertType[];

  @ApiProperty({ required: false, type: String, description: 'tiers, comma-separated', example: '2,6' })
  @IsOptional()
  @Transform(numbers)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(6, { each: true })
  tier?: number[];

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 5, description: 'and above' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(5)
  minSeverity?: number;

  @ApiProperty({ required: false })
  @IsOptional()
  @Transform(flag)
  @IsBoolean()
  acknowledged?: boolean;

  @ApiProperty({ required: false, description: 'kept without being delivered, or not' })
  @IsOptional()
  @Transform(flag)
  @IsBoolean()
  muted?: boolean;

  @ApiProperty({ required: false, description: 'id of a rule' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  rule?: string;

  @ApiProperty({ required: false, description: 'in the title or the description' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  text?: string;
}

/** How many deliveries of an alert are in which state. */
export class DeliveryCounts {
  @ApiProperty({ type: 'integer' })
  pending: number;
  @ApiProperty({ type: 'integer' })
  delivered: number;
  @ApiProperty({ type: 'integer' })
  dead: number;
}

/** An alert as it was said live, and what became of it. */
export class KeptAlert extends AlertDto {
  @ApiProperty({ type: 'integer' })
  id: number;
  @ApiProperty({ format: 'uuid', type: String, nullable: true, description: 'the id that receivers get' })
  eventId: string | null;
  @ApiProperty({ description: '`live`, or the recorded market that was played' })
  market: string;
  @ApiProperty({ type: String, nullable: true, description: 'id of the rule that said it' })
  rule: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'UTC ms' })
  acknowledgedAt: number | null;
  @ApiProperty({ type: String, nullable: true })
  note: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'path that opens the replay at its bar' })
  replay: string | null;
  @ApiProperty({ type: DeliveryCounts })
  deliveries: DeliveryCounts;
}

const IDS = { type: 'integer', isArray: true } as const;
/** Alerts that are changed at once. */
const MOST = 5_000;

export class Acknowledge {
  @ApiProperty(IDS)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST)
  @IsInt({ each: true })
  ids: number[];

  @ApiProperty({ required: false, default: true, description: 'false takes it back' })
  @IsOptional()
  @IsBoolean()
  acknowledged?: boolean;

  @ApiProperty({ required: false, nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  note?: string | null;
}

export class Acknowledged {
  @ApiProperty({ type: 'integer', description: 'alerts that were changed' })
  changed: number;
}
