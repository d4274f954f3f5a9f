import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';

export const MAX_PAGE = 5_000;
const DEFAULT_PAGE = 100;

const SOURCES = ['recorded', 'live'] as const;

/** Which part of a list: oldest first. */
export class PageQuery {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit = DEFAULT_PAGE;

  @ApiProperty({ type: 'integer', minimum: 0, default: 0, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  offset = 0;
}

/** Which recording. */
abstract class DatasetQuery extends PageQuery {
  @ApiProperty({
    required: false,
    enum: SOURCES,
    default: 'recorded',
    description: 'a recording, or what is live',
  })
  @IsOptional()
  @IsIn(SOURCES)
  source?: (typeof SOURCES)[number];

  @ApiProperty({ required: false, description: 'name of a recorded dataset; of recordings', example: 'demo' })
  @ValidateIf(({ source }: { source?: string }) => source !== 'live')
  @IsString()
  @MaxLength(128)
  dataset: string;

  @ApiProperty({ enum: TIMEFRAMES, description: 'timeframe' })
  @IsIn(TIMEFRAMES)
  tf: Timeframe;

  @ApiProperty({ required: false, example: 'binanceusdm' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string;
}

/** Which lanes of it: all, or those of a symbol and a venue. */
export class RecordingQuery extends DatasetQuery {
  @ApiProperty({ required: false, example: 'BTC/USDT:USDT' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  symbol?: string;
}

/** One lane: the first venue that lists the symbol, unless the venue is named. */
export class LaneQuery extends DatasetQuery {
  @ApiProperty({ example: 'BTC/USDT:USDT' })
  @IsString()
  @MaxLength(64)
  symbol: string;
}

const words = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? splitColumns(value) : value;

/** Splits at commas, but not at those inside the brackets of `sma(close,20)`. */
function splitColumns(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((word) => word.trim());
}

export class MetricsQuery extends LaneQuery {
  @ApiProperty({
    required: false,
    type: String,
    description: 'comma-separated columns; all metrics when left out',
    example: 'close,oiZ,sma(close,20)',
  })
  @IsOptional()
  @Transform(words)
  @IsArray()
  @ArrayMaxSize(128)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  columns?: string[];
}

export class SymbolsQuery {
  @ApiProperty({
    required: false,
    enum: SOURCES,
    default: 'recorded',
    description: 'recordings, or what is live',
  })
  @IsOptional()
  @IsIn(SOURCES)
  source?: (typeof SOURCES)[number];

  @ApiProperty({ required: false, description: 'name of a recorded dataset; all when left out' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  dataset?: string;
}
