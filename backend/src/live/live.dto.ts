import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import type { LiveBarRequest, LiveListRequest, LiveRowsRequest, LiveWatch } from '@hindcast/engine/wire';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
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
import { LaneDto } from '../replay/replay.dto.ts';

const MAX_COLUMNS = 128;
const MAX_LANES = 64;
const MAX_ROW = 1_000_000_000;

class TimeframeDto {
  @IsIn(TIMEFRAMES)
  timeframe: Timeframe;
}

class ColumnsDto extends TimeframeDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_COLUMNS)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  columns?: string[];
}

export class LiveListDto extends ColumnsDto implements LiveListRequest {}

export class LiveWatchDto extends ColumnsDto implements LiveWatch {
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_LANES)
  @ValidateNested({ each: true })
  @Type(() => LaneDto)
  lanes: LaneDto[];
}

export class LiveRowsDto extends ColumnsDto implements LiveRowsRequest {
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  venue: string;

  @IsString()
  @MinLength(1)
  @MaxLength(64)
  symbol: string;

  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  from: number;

  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  to: number;
}

export class LiveBarDto extends TimeframeDto implements LiveBarRequest {
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  venue: string;

  @IsString()
  @MinLength(1)
  @MaxLength(64)
  symbol: string;

  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  row: number;
}
