import { ApiProperty } from '@nestjs/swagger';
import type { DatasetManifest } from '../datasets/index.ts';

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
  @ApiProperty({ type: 'integer', description: 'runs of bars that the source did not have' })
  gapCount: number;
}

/** One dataset, with where its gaps are. The list leaves them out: a replay that hides the future reads the list. */
export class DatasetDetail extends DatasetSummary {
  @ApiProperty({ type: [DatasetGap], description: 'the longest gaps, at most a thousand' })
  gaps: DatasetGap[];
}

const MAX_GAPS = 1_000;

export function summaryOf(manifest: DatasetManifest): DatasetSummary {
  const { name, title, origin, licence, simulated, digest, venues, symbols, timeframes, range, rows } =
    manifest;
  return {
    ...{ name, title, origin, licence, simulated, digest, venues, symbols, timeframes, rows },
    from: range.from,
    to: range.to,
    gapCount: manifest.lanes.reduce((sum, { gaps }) => sum + gaps.length, 0),
  };
}

export function detailOf(manifest: DatasetManifest): DatasetDetail {
  const gaps = manifest.lanes.flatMap(({ venue, symbol, timeframe, gaps: own }) =>
    own.map((gap) => ({ venue, symbol, timeframe, ...gap })),
  );
  gaps.sort((a, b) => b.bars - a.bars || a.from - b.from);
  return { ...summaryOf(manifest), gaps: gaps.slice(0, MAX_GAPS) };
}
