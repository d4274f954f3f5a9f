import { ApiProperty } from '@nestjs/swagger';
import { ProblemPlace } from '../../errors/problem.dto.ts';
import { JOB_STATES, type JobState } from '../../jobs/job-queue.ts';

/** A stretch of time, UTC ms. */
export class TimeRange {
  @ApiProperty()
  from: number;
  @ApiProperty()
  to: number;
}

/** Bars that the source did not have. */
export class GapDto extends TimeRange {
  @ApiProperty({ type: 'integer' })
  bars: number;
}

/** Why something could not be done. */
export class JobProblem {
  @ApiProperty({ example: 'CSV_NOT_A_NUMBER' })
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty()
  action: string;
  @ApiProperty({ type: ProblemPlace })
  place: ProblemPlace;
}

/** What a column of a file was taken for. */
export class UnderstoodColumnDto {
  @ApiProperty()
  title: string;
  @ApiProperty({ description: 'a field of a bar or of an event, or `time`' })
  field: string;
  @ApiProperty({ required: false, description: 'of a time: how it is written' })
  format?: string;
  @ApiProperty({ required: false })
  scale?: number;
}

export class ImportedLane {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: TimeRange })
  range: TimeRange;
  @ApiProperty({ type: 'integer' })
  missingBars: number;
  @ApiProperty({ type: [GapDto], description: 'the longest gaps, at most a hundred' })
  gaps: GapDto[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'rows with a value, by field',
  })
  coverage: Record<string, number>;
}

export class ImportedFile {
  @ApiProperty()
  file: string;
  @ApiProperty({ example: 'klines' })
  kind: string;
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ required: false })
  timeframe?: string;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: TimeRange, nullable: true, description: 'first and last stamp' })
  range: TimeRange | null;
  @ApiProperty({ type: [UnderstoodColumnDto] })
  columns: UnderstoodColumnDto[];
  @ApiProperty({ type: [String] })
  notes: string[];
}

export class IgnoredFileDto {
  @ApiProperty()
  file: string;
  @ApiProperty({ description: 'why it is left out' })
  note: string;
}

/** What an import did, or a dry run would do. Of very long lists the first entries; the counts count all. */
export class ImportReportDto {
  @ApiProperty()
  name: string;
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'names the data; null for a dry run' })
  digest: string | null;
  @ApiProperty({ type: 'integer', description: 'bars of all lanes' })
  rows: number;
  @ApiProperty({ type: [ImportedLane] })
  lanes: ImportedLane[];
  @ApiProperty({ type: 'integer' })
  fileCount: number;
  @ApiProperty({ type: [ImportedFile] })
  files: ImportedFile[];
  @ApiProperty({ type: 'integer' })
  ignoredCount: number;
  @ApiProperty({ type: [IgnoredFileDto] })
  ignored: IgnoredFileDto[];
  @ApiProperty({ type: 'integer' })
  noteCount: number;
  @ApiProperty({
    type: [String],
    description: 'what was repaired, left out, or taken in a way that could be another',
  })
  notes: string[];
}

export class ImportProgressDto {
  @ApiProperty({ enum: ['looking', 'reading', 'writing'] })
  phase: string;
  @ApiProperty({ description: 'bytes of the files' })
  done: number;
  @ApiProperty()
  total: number;
  @ApiProperty({ description: 'the file being read' })
  detail: string;
}

/** An import that was begun. */
export class ImportJobDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid', description: 'the upload that it reads' })
  upload: string;
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ enum: JOB_STATES })
  state: JobState;
  @ApiProperty({ type: ImportProgressDto, nullable: true })
  progress: ImportProgressDto | null;
  @ApiProperty({ type: ImportReportDto, nullable: true, description: 'of an import that is done' })
  report: ImportReportDto | null;
  @ApiProperty({ type: JobProblem, nullable: true, description: 'of one that failed or was cancelled' })
  error: JobProblem | null;
}

export class UploadedFile {
  @ApiProperty({ description: 'its path below the upload, made safe' })
  name: string;
  @ApiProperty()
  bytes: number;
}

/** Files that were sent and wait to be imported. */
export class UploadDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: [UploadedFile] })
  files: UploadedFile[];
  @ApiProperty({ description: 'of all files' })
  bytes: number;
}

/** What a table was taken for. */
export class TakenFor {
  @ApiProperty({ example: 'klines' })
  kind: string;
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ type: String, nullable: true })
  timeframe: string | null;
  @ApiProperty({ type: [UnderstoodColumnDto] })
  columns: UnderstoodColumnDto[];
  @ApiProperty({ type: [String] })
  notes: string[];
}

/** How a file of an upload begins, and what it was taken for. */
export class TableHeadDto {
  @ApiProperty()
  file: string;
  @ApiProperty({ type: [String], nullable: true, description: 'null when it has none, or cannot be read' })
  titles: string[] | null;
  @ApiProperty({ type: 'array', items: { type: 'array', items: { type: 'string' } } })
  rows: string[][];
  @ApiProperty({ type: [TakenFor] })
  understood: TakenFor[];
  @ApiProperty({ type: String, nullable: true, description: 'why it is not used though it was understood' })
  note: string | null;
  @ApiProperty({ type: JobProblem, nullable: true })
  problem: JobProblem | null;
}

export class TableHeadsDto {
  @ApiProperty({ type: [TableHeadDto] })
  tables: TableHeadDto[];
  @ApiProperty({ type: 'integer', description: 'how many more files there are than were looked at' })
  more: number;
  @ApiProperty({ type: [IgnoredFileDto] })
  ignored: IgnoredFileDto[];
}
