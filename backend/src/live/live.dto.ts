import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import type {
  LiveBarRequest,
  LiveHistoryRequest,
  LiveListRequest,
  LiveRowsRequest,
  LiveSaidRequest,
  LiveTable,
  LiveWatch,
} from '@hindcast/engine/wire';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
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

const MAX_HISTORY = 500;
const MAX_TABLE_ROWS = 5_000;

/** Who wants to be told of alerts. */
export class AlertsOpenDto {
  /** Whether a recording is being replayed. */
  @IsBoolean()
  replaying: boolean;
}

export class TimeframeDto {
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

export class LiveHistoryDto extends TimeframeDto implements LiveHistoryRequest {
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  column: string;

  @IsInt()
  @Min(1)
  @Max(MAX_HISTORY)
  bars: number;
}

export class LiveSaidDto extends TimeframeDto implements LiveSaidRequest {
  @IsInt()
  @Min(0)
  @Max(MAX_ROW)
  from: number;
}

/** The shape of the rows is checked where the file is made. */
export class LiveTableDto implements LiveTable {
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_COLUMNS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(128, { each: true })
  columns: string[];

  @IsArray()
  @ArrayMaxSize(MAX_TABLE_ROWS)
  rows: LiveTable['rows'];
}

export class LiveLeaveDto {
  @IsIn(['list', 'rows'])
  what: 'list' | 'rows';
}
