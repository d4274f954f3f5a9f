import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { PageQuery } from '../../metrics/lane.query.ts';

const SORTABLE = [
  'id',
  'symbol',
  'side',
  'entryTime',
  'exitTime',
  'netPnl',
  'returnPct',
  'grossPnl',
  'fees',
  'funding',
  'barsHeld',
  'mae',
  'mfe',
  'exitReason',
  'exitRegret',
  'entryRegret',
] as const;
export const TRADE_SORTS = SORTABLE.flatMap((field) => [field, `-${field}`] as const);
export type TradeSort = (typeof TRADE_SORTS)[number];

const MAX_POINTS = 4_000;

export class TradesQuery extends PageQuery {
  @ApiProperty({
    enum: TRADE_SORTS,
    required: false,
    default: 'id',
    description: 'by this field, ascending; with a minus, descending. Undefined values come last',
  })
  @IsOptional()
  @IsIn(TRADE_SORTS)
  sort: TradeSort = 'id';
}

export class EquityQuery {
  @ApiProperty({ type: 'integer', minimum: 2, maximum: MAX_POINTS, default: 2_000, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(MAX_POINTS)
  points = 2_000;
}

export class CompareQuery {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  a: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  b: string;
}
