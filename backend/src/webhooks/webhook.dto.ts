import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { AUDITED, type Audited } from '../database/entities/webhook-audit.entity.ts';

import {
  GROUPINGS,
  TARGET_KINDS,
  TOPICS,
  type Grouping,
  type TargetKind,
  type TargetOptions,
  type Topic,
} from './targets/target.ts';

export class WebhookOptions implements TargetOptions {
  @ApiProperty({ required: false, description: 'Telegram: the chat that the bot writes to' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  chatId?: string;

  @ApiProperty({ required: false, description: 'e-mail: the sender' })
  @IsOptional()
  @IsEmail({ allow_display_name: true })
  from?: string;

  @ApiProperty({ required: false, type: [String], description: 'e-mail: the receivers' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsEmail({}, { each: true })
  to?: string[];

  @ApiProperty({ required: false, description: 'plain HTTP: several events in one request' })
  @IsOptional()
  @IsBoolean()
  batch?: boolean;

  @ApiProperty({
    required: false,
    enum: GROUPINGS,
    description: 'what is told together: alerts of one bar and symbol, of one bar, or none',
  })
  @IsOptional()
  @IsIn(GROUPINGS)
  group?: Grouping;

  @ApiProperty({ required: false, type: 'integer', description: 'requests per minute' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(60_000)
  perMinute?: number;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: 5,
    description: 'least severity sent',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  minSeverity?: number;
}

const MAX_URL = 2_048;

/** A target as one writes it. Address and secret go in and never come out again. */
export class NewWebhook {
  @ApiProperty({ example: 'Desk channel' })
  @IsString()
  @MinLength(1)
  @MaxLength(80)
  name: string;

  @ApiProperty({ enum: TARGET_KINDS })
  @IsIn(TARGET_KINDS)
  kind: TargetKind;

  @ApiProperty({ description: 'https address, or env:NAME for one that stays in the environment' })
  @IsString()
  @MaxLength(MAX_URL)
  url: string;

  @ApiProperty({
    required: false,
    nullable: true,
    type: String,
    description: 'signs requests; env:NAME refers',
  })
  @IsOptional()
  @IsString()
  @MinLength(8)
  @MaxLength(512)
  secret?: string | null;

  @ApiProperty({ enum: TOPICS, isArray: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(TOPICS.length)
  @IsIn(TOPICS, { each: true })
  topics: Topic[];

  @ApiProperty({ required: false, type: WebhookOptions })
  @IsOptional()
  @ValidateNested()
  @Type(() => WebhookOptions)
  options?: WebhookOptions;

  @ApiProperty({ required: false, default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** What is to change of a target; the rest stays, its secrets too. */
export class WebhookChange {
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(80)
  name?: string;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_URL)
  url?: string;

  @ApiProperty({ required: false, nullable: true, type: String, description: 'null takes it away' })
  @IsOptional()
  @IsString()
  @MinLength(8)
  @MaxLength(512)
  secret?: string | null;

  @ApiProperty({ required: false, enum: TOPICS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(TOPICS.length)
  @IsIn(TOPICS, { each: true })
  topics?: Topic[];

  @ApiProperty({ required: false, type: WebhookOptions })
  @IsOptional()
  @ValidateNested()
  @Type(() => WebhookOptions)
  options?: WebhookOptions;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** A target as it is shown: where it goes is told by its host and the last four characters. */
export class Webhook {
  @ApiProperty()
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: TARGET_KINDS })
  kind: TargetKind;
  @ApiProperty({ example: 'https://discord.com/…k3Yz' })
  url: string;
  @ApiProperty({ description: 'whether requests are signed' })
  hasSecret: boolean;
  @ApiProperty({ enum: TOPICS, isArray: true })
  topics: Topic[];
  @ApiProperty({ type: WebhookOptions })
  options: WebhookOptions;
  @ApiProperty()
  enabled: boolean;
  @ApiProperty({ description: 'from the environment: cannot be changed here' })
  fixed: boolean;
  @ApiProperty({ description: 'left alone for a while after failures' })
  resting: boolean;
  @ApiProperty({ type: 'integer' })
  pending: number;
  @ApiProperty({ type: 'integer' })
  dead: number;
}

/** What a test event came to. */
export class TestAnswer {
  @ApiProperty()
  delivered: boolean;
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  latencyMs: number | null;
  @ApiProperty({ description: 'beginning of the answer, or why there was none' })
  answer: string;
}

export class AuditEntry {
  @ApiProperty({ description: 'UTC ms' })
  at: number;
  @ApiProperty({ enum: AUDITED })
  what: Audited;
  @ApiProperty({ enum: ['created', 'changed', 'deleted', 'tested', 'resent'] })
  action: string;
  @ApiProperty({ description: 'id of the target, rule or snooze; the subject of a policy' })
  targetId: string;
  @ApiProperty()
  targetName: string;
  @ApiProperty({ type: [String], description: 'fields that changed' })
  fields: string[];
}
