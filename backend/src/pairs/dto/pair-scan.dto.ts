import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
import { ProblemPlace } from '../../errors/problem.dto.ts';
import { JOB_STATES, type JobState } from '../../jobs/job-queue.ts';
import { PAIR_PRICES, PairSourceQuery, type PairPrices } from './pair.query.ts';

/** Most symbols in one scan: 500 make 124,750 pairs. */
export const MAX_SCAN_SYMBOLS = 500;

/** What to scan: every pair of a universe's symbols. */
export class NewPairScan extends PairSourceQuery {
  @ApiProperty({ enum: TIMEFRAMES, required: false, description: 'the shortest there is when left out' })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({
    required: false,
    description: 'lanes of this venue; each symbol on its first venue when left out',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @ApiProperty({ required: false, default: false, description: 'a symbol of each venue is one of its own' })
  @IsOptional()
  @IsBoolean()
  allVenues?: boolean;

  @ApiProperty({ type: [String], required: false, description: 'all when left out' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(MAX_SCAN_SYMBOLS)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  symbols?: string[];

  @ApiProperty({ enum: PAIR_PRICES, default: 'log', required: false })
  @IsOptional()
  @IsIn(PAIR_PRICES)
  prices?: PairPrices;

  @ApiProperty({
    minimum: 0.0001,
    maximum: 0.5,
    default: 0.05,
    required: false,
    description: 'false discovery rate',
  })
  @IsOptional()
  @IsNumber()
  @Min(0.0001)
  @Max(0.5)
  rate?: number;

  @ApiProperty({ required: false, description: 'bars that open at this time or later, UTC ms' })
  @IsOptional()
  @IsInt()
  from?: number;

  @ApiProperty({ required: false, description: 'only bars that had closed by then, UTC ms' })
  @IsOptional()
  @IsInt()
  until?: number;
}

export class ScanLegDto {
  @ApiProperty({ type: String, nullable: true })
  venue: string | null;
  @ApiProperty()
  symbol: string;
}

/** One pair that was judged. */
export class ScannedPairDto {
  @ApiProperty({ type: 'integer', description: 'place, from 1' })
  rank: number;
  @ApiProperty({ type: ScanLegDto, description: 'dependent' })
  y: ScanLegDto;
  @ApiProperty({ type: ScanLegDto, description: 'regressor' })
  x: ScanLegDto;
  @ApiProperty()
  alpha: number;
  @ApiProperty({ description: 'hedge ratio by least squares' })
  beta: number;
  @ApiProperty({ description: 'ADF statistic of the spread' })
  statistic: number;
  @ApiProperty()
  pValue: number;
  @ApiProperty({ description: 'smallest false discovery rate at which it is still called cointegrated' })
  adjusted: number;
  @ApiProperty()
  cointegrated: boolean;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'bars; null where the spread does not come back',
  })
  halfLife: number | null;
  @ApiProperty({ description: 'how alike the hedge ratios of five parts of the range are, 0 to 1' })
  stability: number;
  @ApiProperty({ description: 'standard deviation of the spread' })
  spreadDeviation: number;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: 'integer', description: 'rows left out because one side was missing' })
  holes: number;
}

/** One pair that could not be judged. */
export class UnjudgedPairDto {
  @ApiProperty({ type: ScanLegDto })
  y: ScanLegDto;
  @ApiProperty({ type: ScanLegDto })
  x: ScanLegDto;
  @ApiProperty()
  reason: string;
}

export class PairScanResultDto {
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: Number, nullable: true, description: 'open of the first row, UTC ms' })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'close of the last row, UTC ms' })
  until: number | null;
  @ApiProperty({ type: 'integer', description: 'rows of the common grid' })
  rows: number;
  @ApiProperty({ type: 'integer' })
  symbols: number;
  @ApiProperty({ type: 'integer', description: 'pairs that were looked at' })
  tested: number;
  @ApiProperty({ type: 'integer', description: 'pairs called cointegrated' })
  discoveries: number;
  @ApiProperty({ description: 'stated false discovery rate' })
  rate: number;
  @ApiProperty({ description: 'what came out, in one sentence' })
  sentence: string;
  @ApiProperty({
    type: [ScannedPairDto],
    description: 'cointegrated ones first, each group by half-life over stability; at most 2,000',
  })
  pairs: ScannedPairDto[];
  @ApiProperty({ type: [UnjudgedPairDto], description: 'at most 500' })
  unjudged: UnjudgedPairDto[];
  @ApiProperty({ type: 'integer' })
  unjudgedCount: number;
}

export class PairScanProgressDto {
  @ApiProperty({ type: 'integer' })
  done: number;
  @ApiProperty({ type: 'integer' })
  total: number;
}

class ScanError {
  @ApiProperty()
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty()
  action: string;
  @ApiProperty({ type: ProblemPlace, required: false })
  place?: ProblemPlace;
}

/** A scan that was begun. */
export class PairScanDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: JOB_STATES })
  state: JobState;
  @ApiProperty({ type: NewPairScan })
  request: NewPairScan;
  @ApiProperty({ type: PairScanProgressDto, nullable: true })
  progress: PairScanProgressDto | null;
  @ApiProperty({ type: ScanError, nullable: true })
  error: ScanError | null;
  @ApiProperty({
    type: PairScanResultDto,
    nullable: true,
    description: 'of one that is done; left out of the list',
  })
  result: PairScanResultDto | null;
}
