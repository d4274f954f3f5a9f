import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Divergence } from './compare-slice.ts';

const MAX_TIME = 8_640_000_000_000_000;

export class ParityQuery {
  @ApiProperty({ required: false, description: 'slices that open at this time or later, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  from?: number;

  @ApiProperty({ required: false, description: 'slices that open at this time or earlier, UTC ms' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  to?: number;

  @ApiProperty({ required: false, description: '`live`, or `recorded:<name>`; the last one when left out' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^(live|recorded:.+)$/)
  market?: string;
}

export class DivergenceDto implements Divergence {
  @ApiProperty({ enum: ['input', 'metric', 'signal', 'alert'] })
  kind: Divergence['kind'];
  @ApiProperty({ description: 'open of the base bar, UTC ms' })
  time: number;
  @ApiProperty({ type: 'integer', description: 'which live bar of its stretch, from 1' })
  bar: number;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: String, nullable: true })
  lane: string | null;
  @ApiProperty({ description: 'column, or what the signal or alert is' })
  name: string;
  @ApiProperty({ nullable: true, oneOf: [{ type: 'number' }, { type: 'string' }] })
  replayed: number | string | null;
  @ApiProperty({ nullable: true, oneOf: [{ type: 'number' }, { type: 'string' }] })
  live: number | string | null;
  @ApiProperty()
  sentence: string;
}

/** One stretch of the live market, from a warm start to the next. */
export class EpochParity {
  @ApiProperty({ type: 'integer' })
  epoch: number;
  @ApiProperty()
  engineVersion: string;
  @ApiProperty({ type: 'integer', description: 'live bars that were compared' })
  bars: number;
  @ApiProperty({ type: Number, nullable: true })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true })
  to: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'link of the chain up to the last bar that is identical',
  })
  digest: string | null;
  @ApiProperty({ type: DivergenceDto, nullable: true })
  divergence: DivergenceDto | null;
}

/** Whether what was recorded live, replayed, says the same. */
export class ParityReceipt {
  @ApiProperty()
  market: string;
  @ApiProperty({ description: 'UTC ms' })
  checkedAt: number;
  @ApiProperty()
  tookMs: number;
  @ApiProperty()
  identical: boolean;
  @ApiProperty({ type: 'integer', description: 'live bars that were compared' })
  bars: number;
  @ApiProperty({ type: Number, nullable: true })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true })
  to: number | null;
  @ApiProperty({ type: DivergenceDto, nullable: true, description: 'the first difference' })
  divergence: DivergenceDto | null;
  @ApiProperty({ description: 'the receipt in one sentence' })
  sentence: string;
  @ApiProperty({ type: [EpochParity] })
  epochs: EpochParity[];
}
