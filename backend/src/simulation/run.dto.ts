import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

const MAX_STRATEGY = 64 * 1024;

/** What to simulate; what is left out is chosen as `hindcast simulate` chooses it. */
export class NewRun {
  @ApiProperty({ example: 'demo' })
  @IsString()
  @MaxLength(128)
  dataset: string;

  @ApiProperty({ description: 'text of a strategy file, YAML or JSON' })
  @IsString()
  @MaxLength(MAX_STRATEGY)
  strategy: string;

  @ApiProperty({ enum: TIMEFRAMES, required: false })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @ApiProperty({ type: [String], required: false })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  symbols?: string[];
}

/** A run that was made, without its report. */
export class RunSummary {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  dataset: string;
  @ApiProperty({ description: 'names the data: the same digest is the same data' })
  datasetDigest: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty()
  strategyName: string;
  @ApiProperty()
  engineVersion: string;
  @ApiProperty({ description: 'UTC ms' })
  createdAt: number;
  @ApiProperty({ type: Number, nullable: true, description: 'USDT' })
  netPnl: number | null;
  @ApiProperty({ type: Number, nullable: true })
  trades: number | null;
}

/** A run with all that it takes to make it again, and its report. */
export class Run extends RunSummary {
  @ApiProperty({ description: 'text of the strategy file' })
  strategy: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'the report of `hindcast simulate --json`; null where a number is undefined',
  })
  report: SimulationReport;
}
