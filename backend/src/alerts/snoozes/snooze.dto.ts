import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES } from '@hindcast/engine';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ALERT_TYPES } from '../alert.dto.ts';

const LATEST = 8.64e15;

/** Which alerts: those that are like this in everything that is given. */
export class SnoozeScope {
  @ApiProperty({ required: false, enum: ALERT_TYPES, nullable: true })
  @IsOptional()
  @IsIn(ALERT_TYPES)
  type?: string | null;

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 6, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(6)
  tier?: number | null;

  @ApiProperty({ required: false, type: String, nullable: true, description: 'id of a rule' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  rule?: string | null;

  @ApiProperty({ required: false, type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string | null;

  @ApiProperty({ required: false, type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  symbol?: string | null;

  @ApiProperty({ required: false, enum: TIMEFRAMES, nullable: true })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  timeframe?: string | null;
}

export class NewSnooze extends SnoozeScope {
  @ApiProperty({ description: 'UTC ms, by the clock of the market: that of a recorded one is its own' })
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  until: number;
}

/** Snoozes what is like these alerts: the same tier, detector or rule on the same symbol and timeframe. */
export class SnoozeAlerts {
  @ApiProperty({ type: 'integer', isArray: true, description: 'ids of kept alerts' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  ids: number[];

  @ApiProperty({ required: false, description: 'UTC ms, by the clock of the market; or give `minutes`' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  until?: number;

  @ApiProperty({ required: false, type: 'integer', description: 'from now on, by the clock of the market' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(525_600)
  minutes?: number;
}

export class Snooze {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ALERT_TYPES, nullable: true })
  type: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  tier: number | null;
  @ApiProperty({ type: String, nullable: true })
  rule: string | null;
  @ApiProperty({ type: String, nullable: true })
  venue: string | null;
  @ApiProperty({ type: String, nullable: true })
  symbol: string | null;
  @ApiProperty({ type: String, nullable: true })
  timeframe: string | null;
  @ApiProperty({ description: 'UTC ms' })
  until: number;
  @ApiProperty({ description: 'UTC ms' })
  createdAt: number;
}
