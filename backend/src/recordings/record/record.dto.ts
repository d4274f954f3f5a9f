import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import { RECORD_AS, type RecordAs } from '../../datasets/index.ts';
import { JobProblem, TimeRange } from '../../ingestion/import/import-job.dto.ts';
import { JOB_STATES, type JobState } from '../../jobs/job-queue.ts';
import { CheckProgress } from '../check.dto.ts';

/** A recording to be made out of what was seen live. */
export class NewRecording {
  @ApiProperty({ example: 'live-may' })
  @IsString()
  @MaxLength(64)
  name: string;

  @ApiPropertyOptional({
    description: '`live`, or the name of a recorded market that was played',
    default: 'live',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  market?: string;

  @ApiProperty({ enum: TIMEFRAMES })
  @IsIn(TIMEFRAMES)
  timeframe: Timeframe;

  @ApiPropertyOptional({ description: 'open of the first bar, UTC ms; the first there is when left out' })
  @IsOptional()
  @IsNumber()
  from?: number;

  @ApiPropertyOptional({ description: 'end, UTC ms; the last there is when left out' })
  @IsOptional()
  @IsNumber()
  to?: number;

  @ApiPropertyOptional({
    enum: RECORD_AS,
    default: 'known',
    description: 'bars as they were known when they were decided, or in the end',
  })
  @IsOptional()
  @IsIn(RECORD_AS)
  as?: RecordAs;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  venues?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(5_000)
  @IsString({ each: true })
  symbols?: string[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(200)
  licence?: string;
}

/** What there is to record. */
export class HoldingDto {
  @ApiProperty()
  market: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: [String] })
  venues: string[];
  @ApiProperty({ type: [String] })
  symbols: string[];
  @ApiProperty({ type: TimeRange })
  range: TimeRange;
}

/** A recording that is being made. */
export class RecordJobDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ description: 'of the dataset' })
  name: string;
  @ApiProperty({ enum: JOB_STATES })
  state: JobState;
  @ApiProperty({ type: CheckProgress, nullable: true })
  progress: CheckProgress | null;
  @ApiProperty({ type: String, nullable: true, description: "the dataset's, once it is done" })
  digest: string | null;
  @ApiProperty({ type: JobProblem, nullable: true })
  error: JobProblem | null;
}
