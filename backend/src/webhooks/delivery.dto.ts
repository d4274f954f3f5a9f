import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { DELIVERY_STATES, type DeliveryState } from '../database/entities/webhook-delivery.entity.ts';
import { PageQuery } from '../metrics/lane.query.ts';
import { EVENT_NAMES } from './targets/target.ts';

export class WebhookDelivery {
  @ApiProperty({ format: 'uuid', description: 'the id that receivers get' })
  eventId: string;
  @ApiProperty()
  targetId: string;
  @ApiProperty()
  eventType: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  title: string;
  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;
  @ApiProperty({ type: 'integer' })
  attempts: number;
  @ApiProperty({ description: 'of a pending one: not tried before this, UTC ms' })
  nextAt: number;
  @ApiProperty({ description: 'UTC ms' })
  createdAt: number;
  @ApiProperty({ description: 'UTC ms' })
  updatedAt: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'HTTP status of the last attempt' })
  status: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  latencyMs: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'beginning of the answer, or why there was none',
  })
  answer: string | null;
}

const LATEST = 8.64e15;

export class DeliveriesQuery extends PageQuery {
  @ApiProperty({ required: false, enum: DELIVERY_STATES })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  target?: string;

  @ApiProperty({ required: false, description: 'id that receivers get' })
  @IsOptional()
  @IsUUID('all')
  event?: string;

  @ApiProperty({ required: false, enum: EVENT_NAMES })
  @IsOptional()
  @IsIn(EVENT_NAMES)
  type?: string;

  @ApiProperty({ required: false, description: 'whole, or a part such as `BTC`' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  symbol?: string;

  @ApiProperty({
    required: false,
    type: 'integer',
    description: 'HTTP status of the last attempt; 0 for those that got no answer',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(599)
  status?: number;

  @ApiProperty({
    required: false,
    type: 'integer',
    description: 'the last attempt took at least so long, ms',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  minLatencyMs?: number;

  @ApiProperty({ required: false, description: 'in the answer' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  answer?: string;

  @ApiProperty({ required: false, description: 'not created before, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  from?: number;

  @ApiProperty({ required: false, description: 'created before, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(LATEST)
  to?: number;
}

/** Dead letters of every target, of one, or of some events. */
export class ResendAll {
  @ApiProperty({ required: false, description: 'id of a target; all when left out' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  target?: string;

  @ApiProperty({ required: false, type: [String], description: 'all when left out' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @IsUUID('all', { each: true })
  eventIds?: string[];
}

export class Resend {
  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @IsUUID('all', { each: true })
  eventIds: string[];
}

export class ResendAnswer {
  @ApiProperty({ type: 'integer', description: 'dead letters that wait again' })
  resent: number;
}
