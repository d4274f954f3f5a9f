import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { HEDGE_METHODS, type HedgeMethod } from '@hindcast/engine/pairs';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';

export const PAIR_SOURCES = ['recorded', 'live', 'upload'] as const;
export type PairSource = (typeof PAIR_SOURCES)[number];

/** Prices as they stand in the hedge: logarithms, or the closes themselves. */
export const PAIR_PRICES = ['log', 'close'] as const;
export type PairPrices = (typeof PAIR_PRICES)[number];

const MAX_TIME = 8_640_000_000_000_000;
/** Longest window: what the strategy language allows too. */
export const MAX_WINDOW = 86_400;
const MAX_POINTS = 5_000;

/** Where bars come from: a recording, the live market, or an uploaded table. */
export class PairSourceQuery {
  @ApiProperty({ enum: PAIR_SOURCES, default: 'recorded', required: false })
  @IsOptional()
  @IsIn(PAIR_SOURCES)
  source?: PairSource;

  @ApiProperty({ required: false, description: 'name of a recorded dataset; of recordings', example: 'demo' })
  @ValidateIf(({ source }: PairSourceQuery) => source === undefined || source === 'recorded')
  @IsString()
  @MaxLength(128)
  dataset?: string;

  @ApiProperty({
    required: false,
    format: 'uuid',
    description:
      'of uploads: what POST /api/imports/uploads answered to a CSV with timestamp, symbol, open, high, low, close[, volume]',
  })
  @ValidateIf(({ source }: PairSourceQuery) => source === 'upload')
  @IsUUID()
  upload?: string;
}

/** Which two symbols, over which bars. */
export class PairQuery extends PairSourceQuery {
  @ApiProperty({ description: 'symbol of the dependent', example: 'ETH/USDT:USDT' })
  @IsString()
  @MaxLength(64)
  y: string;

  @ApiProperty({ description: 'symbol of the regressor', example: 'BTC/USDT:USDT' })
  @IsString()
  @MaxLength(64)
  x: string;

  @ApiProperty({ required: false, description: 'venue of y; the first that has it when left out' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  yVenue?: string;

  @ApiProperty({ required: false, description: 'venue of x; that of y, or the first that has it' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  xVenue?: string;

  @ApiProperty({ enum: TIMEFRAMES, required: false, description: 'the shortest there is when left out' })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({ required: false, description: 'bars that open at this time or later, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  from?: number;

  @ApiProperty({
    required: false,
    description: 'as of this time, UTC ms: only bars that had closed by then are looked at, for every figure',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  until?: number;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    maximum: 10_000_000,
    required: false,
    description: 'of those bars the newest so many; all when left out',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(10_000_000)
  bars?: number;
}

/** How the pair is analysed. */
export class PairSettingsQuery extends PairQuery {
  @ApiProperty({ enum: HEDGE_METHODS, default: 'ols', required: false })
  @IsOptional()
  @IsIn(HEDGE_METHODS)
  method: HedgeMethod = 'ols';

  @ApiProperty({ enum: PAIR_PRICES, default: 'log', required: false })
  @IsOptional()
  @IsIn(PAIR_PRICES)
  prices: PairPrices = 'log';

  @ApiProperty({
    type: 'integer',
    minimum: 10,
    maximum: MAX_WINDOW,
    default: 240,
    required: false,
    description: 'bars in the rolling hedge ratio and in the rolling correlation',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(MAX_WINDOW)
  window = 240;

  @ApiProperty({
    type: 'integer',
    minimum: 5,
    maximum: MAX_WINDOW,
    required: false,
    description: 'values of the spread in its z-score; half of the window when left out',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(5)
  @Max(MAX_WINDOW)
  zWindow?: number;

  @ApiProperty({
    type: 'integer',
    minimum: 20,
    maximum: MAX_WINDOW,
    required: false,
    description: 'values of the spread in the rolling ADF test and half-life; twice the window when left out',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(20)
  @Max(MAX_WINDOW)
  adfWindow?: number;

  @ApiProperty({
    type: Number,
    minimum: 0.5,
    maximum: 1,
    default: 0.999,
    required: false,
    description: 'Kalman: each bar the past weighs this much less; 1/(1 − discount) bars are remembered',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.5)
  @Max(1)
  discount = 0.999;

  @ApiProperty({
    type: Number,
    minimum: 0.1,
    maximum: 10,
    default: 2,
    required: false,
    description: '|z| that enters',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.1)
  @Max(10)
  entry = 2;

  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 10,
    default: 0.5,
    required: false,
    description: '|z| that leaves',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(10)
  exit = 0.5;
}

export class PairAnalysisQuery extends PairSettingsQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 10,
    maximum: MAX_POINTS,
    default: 1_500,
    required: false,
    description:
      'most rows of the series: where there are more, those with the least and the greatest z of each stretch',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(MAX_POINTS)
  points = 1_500;
}
