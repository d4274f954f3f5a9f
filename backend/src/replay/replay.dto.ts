import type {
  BlindChoice,
  BlindDecide,
  BlindHide,
  LaneRef,
  LaneView,
  ReplayBarRequest,
  ReplayJump,
  ReplayAccount,
  ReplayMode,
  ReplayOpen,
  ReplayOverviewRequest,
  ReplayPlay,
  ReplayRowsRequest,
  ReplaySeek,
  ReplayTradesRequest,
  ReplayWatch,
} from '@hindcast/engine/wire';
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
  MinLength,
  ValidateNested,
} from 'class-validator';
import { RunCosts } from '../simulation/dto/new-run.dto.ts';
import { MAX_SPEED, MIN_SPEED } from './limits.ts';

const MAX_ROW = 1_000_000_000;
const MAX_TIME = 8_640_000_000_000_000;
const MAX_STRATEGY = 64 * 1024;
const MAX_LANES = 64;
const MAX_COLUMNS = 256;

/** What a client may send over the socket; the shapes are those of `@hindcast/engine/wire`, bounded. */
export class LaneDto implements LaneRef {
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  venue: string;

  @IsString()
  @MinLength(1)
  @MaxLength(64)
  symbol: string;
}

export class LaneViewDto extends LaneDto implements LaneView {
  @IsOptional()
  @IsString()
  @MaxLength(8)
  timeframe?: string;
}

export class AccountDto implements ReplayAccount {
  @IsOptional()
  @ValidateNested()
  @Type(() => RunCosts)
  costs?: RunCosts;

  @IsOptional()
  @IsNumber()
  @Min(1e-6)
  @Max(1e15)
  initialCapital?: number;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_LANES)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  symbols?: string[];

  @IsOptional()
  @IsNumber()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  from?: number;
}

export class OpenDto implements ReplayOpen {
  @IsString()
  @MaxLength(128)
  dataset: string;

  @IsString()
  @MaxLength(8)
  timeframe: string;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_LANES)
  @ValidateNested({ each: true })
  @Type(() => LaneDto)
  lanes?: LaneDto[];

  @IsOptional()
  @IsIn(['honest', 'review'])
  mode?: ReplayMode;

  @IsOptional()
  @IsNumber()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  at?: number;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_STRATEGY)
  strategy?: string | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => AccountDto)
  account?: AccountDto;

  @IsOptional()
  @IsIn(['prices', 'identity'])
  blind?: BlindHide;
}

export class SessionDto {
  @IsUUID()
  session: string;
}

export class SeekDto extends SessionDto implements ReplaySeek {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  row?: number;

  @IsOptional()
  @IsNumber()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  time?: number;
}

export class StepDto extends SessionDto {
  @IsInt()
  @Min(-MAX_ROW)
  @Max(MAX_ROW)
  by: number;
}

export class PlayDto extends SessionDto implements ReplayPlay {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  to?: number;

  @IsNumber()
  @Min(MIN_SPEED)
  @Max(MAX_SPEED)
  speed: number;

  @IsOptional()
  @IsIn(['end', 'signal'])
  until?: 'end' | 'signal';

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(6)
  minTier?: number;
}

class SessionLaneDto extends SessionDto {
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  venue: string;

  @IsString()
  @MinLength(1)
  @MaxLength(64)
  symbol: string;
}

class RangeDto extends SessionLaneDto {
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  from: number;

  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  to: number;
}

export class RowsDto extends RangeDto implements ReplayRowsRequest {
  @IsOptional()
  @IsString()
  @MaxLength(8)
  timeframe?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_COLUMNS)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  columns?: string[];
}

export class OverviewDto extends RangeDto implements ReplayOverviewRequest {
  @IsInt()
  @Min(1)
  @Max(10_000)
  buckets: number;
}

export class BarDto extends SessionLaneDto implements ReplayBarRequest {
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  row: number;
}

export class TradesDto extends SessionDto implements ReplayTradesRequest {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  limit?: number;
}

export class JumpDto extends SessionLaneDto implements ReplayJump {
  @IsIn(['signal', 'trade'])
  to: 'signal' | 'trade';

  @IsIn([1, -1])
  direction: 1 | -1;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(6)
  minTier?: number;
}

export class StrategyDto extends SessionDto {
  @IsOptional()
  @IsString()
  @MaxLength(MAX_STRATEGY)
  strategy: string | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => AccountDto)
  account?: AccountDto;
}

export class WatchDto extends SessionDto implements ReplayWatch {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LANES)
  @ValidateNested({ each: true })
  @Type(() => LaneViewDto)
  lanes?: LaneViewDto[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_COLUMNS)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  columns?: string[];
}

export class DecideDto extends SessionDto implements BlindDecide {
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  row: number;

  @IsIn(['long', 'short', 'pass'])
  choice: BlindChoice;
}
