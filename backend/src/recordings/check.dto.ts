import { ApiProperty, PickType } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import { EXPORT_FORMATS, FINDING_KINDS, type ExportFormat } from '../datasets/index.ts';
import { JOB_STATES, type JobState } from '../jobs/job-queue.ts';
import { JobProblem } from '../ingestion/import/import-job.dto.ts';
import { DatasetLane } from './dataset.dto.ts';

const STATES = ['none', ...JOB_STATES] as const;
type CheckState = 'none' | JobState;

export class CheckProgress {
  @ApiProperty()
  done: number;
  @ApiProperty()
  total: number;
}

/** Something that is looked through beside other work. */
abstract class CheckDto {
  @ApiProperty({ enum: STATES, description: '`none`: nobody has asked for it yet' })
  state: CheckState;
  @ApiProperty({ type: CheckProgress, nullable: true })
  progress: CheckProgress | null;
  @ApiProperty({ type: JobProblem, nullable: true })
  error: JobProblem | null;
}

export class FileCheckDto {
  @ApiProperty()
  file: string;
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ required: false, description: 'half a sentence: "is missing"' })
  problem?: string;
}

export class VerifyReportDto {
  @ApiProperty()
  ok: boolean;
  @ApiProperty()
  digest: string;
  @ApiProperty({ type: [FileCheckDto], description: 'what is wrong first' })
  files: FileCheckDto[];
}

export class VerificationDto extends CheckDto {
  @ApiProperty({ type: VerifyReportDto, nullable: true })
  report: VerifyReportDto | null;
}

export class FindingPlace {
  @ApiProperty({ description: 'open of its first bar, UTC ms' })
  from: number;
  @ApiProperty({ description: 'close of its last bar, UTC ms' })
  to: number;
  @ApiProperty()
  detail: string;
}

export class FindingDto {
  @ApiProperty({ enum: Object.keys(FINDING_KINDS) })
  kind: string;
  @ApiProperty({ enum: ['info', 'suspect', 'bad'] })
  severity: 'info' | 'suspect' | 'bad';
  @ApiProperty()
  meaning: string;
  @ApiProperty({ type: 'integer', description: 'how many bars, or gaps, in all' })
  count: number;
  @ApiProperty({ type: [FindingPlace], description: 'the first of them' })
  places: FindingPlace[];
}

export class FieldQualityDto {
  @ApiProperty()
  field: string;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ description: 'of all bars of the lane, 0 to 1' })
  share: number;
  @ApiProperty({ type: Number, nullable: true })
  first: number | null;
  @ApiProperty({ type: Number, nullable: true })
  last: number | null;
}

export class LaneQualityDto extends PickType(DatasetLane, [
  'venue',
  'symbol',
  'timeframe',
  'rows',
  'missingBars',
]) {
  @ApiProperty({ type: [FindingDto] })
  findings: FindingDto[];
  @ApiProperty({ type: [FieldQualityDto], description: 'fields that have a value anywhere' })
  fields: FieldQualityDto[];
}

const SHARES = { type: 'array', items: { type: 'number' } } as const;

/** A lane over time: shares of the bars of each bucket, 0 to 1. */
export class CoverageRowDto extends PickType(DatasetLane, ['venue', 'symbol', 'timeframe']) {
  @ApiProperty({
    type: 'array',
    items: { type: 'number', nullable: true },
    description: 'bars that exist; null where the lane has not begun or has ended',
  })
  share: (number | null)[];
  @ApiProperty({ ...SHARES, required: false, description: 'doubtful bars; only of a quality report' })
  suspect?: number[];
  @ApiProperty({ ...SHARES, required: false, description: 'wrong bars; only of a quality report' })
  bad?: number[];
}

/** Lanes × time. */
export class CoverageDto {
  @ApiProperty({ description: 'beginning of the first bucket, UTC ms' })
  from: number;
  @ApiProperty({ description: 'length of a bucket, ms' })
  bucket: number;
  @ApiProperty({ type: [CoverageRowDto] })
  lanes: CoverageRowDto[];
}

export class QualityReportDto {
  @ApiProperty({ description: 'nothing was found that is wrong' })
  ok: boolean;
  @ApiProperty()
  digest: string;
  @ApiProperty({ type: [LaneQualityDto] })
  lanes: LaneQualityDto[];
  @ApiProperty({ type: CoverageDto })
  map: CoverageDto;
}

export class QualityDto extends CheckDto {
  @ApiProperty({ type: QualityReportDto, nullable: true })
  report: QualityReportDto | null;
}

/** A stretch of a lane. */
export class StretchQuery {
  @ApiProperty({ example: 'binanceusdm' })
  @IsString()
  @MaxLength(64)
  venue: string;

  @ApiProperty({ example: 'BTC/USDT:USDT' })
  @IsString()
  @MaxLength(64)
  symbol: string;

  @ApiProperty({ enum: TIMEFRAMES })
  @IsIn(TIMEFRAMES)
  tf: Timeframe;

  @ApiProperty({ description: 'UTC ms' })
  @Type(() => Number)
  @IsNumber()
  from: number;

  @ApiProperty({ description: 'UTC ms, exclusive' })
  @Type(() => Number)
  @IsNumber()
  to: number;
}

export class ExportQuery {
  @ApiProperty({ enum: EXPORT_FORMATS, required: false, default: 'parquet' })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'parquet';
}
