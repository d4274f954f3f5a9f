import { ApiProperty } from '@nestjs/swagger';
import type { DatasetEntry, DatasetManifest } from '../datasets/index.ts';
import { JobProblem, TimeRange } from '../ingestion/import/import-job.dto.ts';

/** Bars that the source did not have: from the open of the first missing one to the open of the next. UTC ms. */
export class DatasetGap {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty()
  from: number;
  @ApiProperty()
  to: number;
  @ApiProperty({ type: 'integer' })
  bars: number;
}

/** How a dataset was recorded out of the live database. */
export class RecordingDto {
  @ApiProperty({ description: '`live`, or the recorded market that was played' })
  market: string;
  @ApiProperty({
    enum: ['known', 'final'],
    description: 'whether its bars are what was known when they were decided, or what was known in the end',
  })
  as: 'known' | 'final';
  @ApiProperty({ type: 'integer', description: 'bars that were known only after they were decided' })
  late: number;
  @ApiProperty({ type: 'integer', description: 'bars that were corrected after they were decided' })
  revised: number;
}

/** A recorded dataset that can be replayed. */
export class DatasetSummary {
  @ApiProperty()
  name: string;
  @ApiProperty()
  title: string;
  @ApiProperty({ description: 'where the data come from' })
  origin: string;
  @ApiProperty()
  licence: string;
  @ApiProperty({ description: 'made by a generator: no market ever was like this' })
  simulated: boolean;
  @ApiProperty({ enum: ['data', 'shipped'], description: 'yours, or one that ships with Hindcast' })
  root: 'data' | 'shipped';
  @ApiProperty({ description: 'names the data: the same digest is the same data' })
  digest: string;
  @ApiProperty({ type: [String] })
  venues: string[];
  @ApiProperty({ type: [String] })
  symbols: string[];
  @ApiProperty({ type: [String] })
  timeframes: string[];
  @ApiProperty({ description: 'open of the first bar, UTC ms' })
  from: number;
  @ApiProperty({ description: 'close of the last bar, UTC ms' })
  to: number;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: 'integer', description: 'of all files' })
  bytes: number;
  @ApiProperty({ type: 'integer', description: 'runs of bars that the source did not have' })
  gapCount: number;
  @ApiProperty({ description: 'when it was written, UTC ms' })
  createdAt: number;
  @ApiProperty({ type: RecordingDto, nullable: true, description: 'of one that was recorded live' })
  recording: RecordingDto | null;
}

/** The bars of one venue, symbol and timeframe. */
export class DatasetLane {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty()
  file: string;
  @ApiProperty({ type: 'integer' })
  bytes: number;
  @ApiProperty()
  sha256: string;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: TimeRange })
  range: TimeRange;
  @ApiProperty({ type: 'integer' })
  missingBars: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'rows with a value, by field',
  })
  coverage: Record<string, number>;
}

/** A file that a dataset was imported from. */
export class DatasetSource {
  @ApiProperty()
  file: string;
  @ApiProperty()
  kind: string;
  @ApiProperty({ type: 'integer' })
  rows: number;
  @ApiProperty({ type: TimeRange, nullable: true })
  range: TimeRange | null;
}

/** One dataset, with where its gaps are. The list leaves them out: a replay that hides the future reads the list. */
export class DatasetDetail extends DatasetSummary {
  @ApiProperty({ type: 'integer' })
  schemaVersion: number;
  @ApiProperty({ type: [DatasetGap], description: 'the longest gaps, at most a thousand' })
  gaps: DatasetGap[];
  @ApiProperty({ type: [DatasetLane] })
  lanes: DatasetLane[];
  @ApiProperty({ type: [DatasetSource], description: 'at most five hundred' })
  sources: DatasetSource[];
  @ApiProperty({ type: [String], description: 'what the import repaired, left out or took for granted' })
  notes: string[];
}

/** A folder among the datasets that cannot be used, and why. */
export class BrokenDataset {
  @ApiProperty()
  name: string;
  @ApiProperty({ type: JobProblem })
  problem: JobProblem;
}

const MAX_GAPS = 1_000;

type Usable = Extract<DatasetEntry, { manifest: DatasetManifest }>;

export function summaryOf({ manifest, root }: Usable): DatasetSummary {
  const {
    name,
    title,
    origin,
    licence,
    simulated,
    digest,
    venues,
    symbols,
    timeframes,
    range,
    rows,
    createdAt,
  } = manifest;
  return {
    ...{
      name,
      title,
      origin,
      licence,
      simulated,
      root,
      digest,
      venues,
      symbols,
      timeframes,
      rows,
      createdAt,
    },
    from: range.from,
    to: range.to,
    bytes: [...manifest.lanes, ...manifest.extras].reduce((sum, { bytes }) => sum + bytes, 0),
    gapCount: manifest.lanes.reduce((sum, { gaps }) => sum + gaps.length, 0),
    recording: manifest.recording ?? null,
  };
}

export function detailOf(entry: Usable): DatasetDetail {
  const { lanes, sources, notes, schemaVersion } = entry.manifest;
  const gaps = lanes.flatMap(({ venue, symbol, timeframe, gaps: own }) =>
    own.map((gap) => ({ venue, symbol, timeframe, ...gap })),
  );
  gaps.sort((a, b) => b.bars - a.bars || a.from - b.from);
  return {
    ...summaryOf(entry),
    schemaVersion,
    gaps: gaps.slice(0, MAX_GAPS),
    lanes: lanes.map(
      ({ venue, symbol, timeframe, file, bytes, sha256, rows, range, missingBars, coverage }) => {
        return { venue, symbol, timeframe, file, bytes, sha256, rows, range, missingBars, coverage };
      },
    ),
    sources,
    notes,
  };
}

export function brokenOf(entry: Extract<DatasetEntry, { problem: Error }>): BrokenDataset {
  return { name: entry.name, problem: entry.problem.toJSON() };
}
