import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeLeftOut } from '../../http/left-out.ts';
import { MAX_STRATEGY_TEXT } from '../run/strategy-text.ts';
import {
  COST_RANGES,
  EQUITY_RANGE,
  SLIPPAGE_MODELS,
  type SlippageModel,
  type TradingCosts,
} from '../run/trading-costs.ts';

/** The last moment that a JavaScript date can name. */
const MAX_TIME = 8.64e15;

/** What trading costs; what is left out is as `hindcast simulate` has it. One basis point is 0.01 %. */
export class RunCosts implements TradingCosts {
  @ApiProperty({ required: false, default: 5, description: 'fee of market orders and stops, basis points' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.takerBps.min)
  @Max(COST_RANGES.takerBps.max)
  takerBps?: number;

  @ApiProperty({ required: false, default: 2, description: 'fee of targets; below zero for a rebate' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.makerBps.min)
  @Max(COST_RANGES.makerBps.max)
  makerBps?: number;

  @ApiProperty({ required: false, enum: SLIPPAGE_MODELS, default: 'bps' })
  @MayBeLeftOut()
  @IsIn(SLIPPAGE_MODELS)
  slippageModel?: SlippageModel;

  @ApiProperty({
    required: false,
    default: 1,
    description: 'bps: slippage; spread: least width of the spread; volumeShare: slippage of a small order',
  })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.slippageBps.min)
  @Max(COST_RANGES.slippageBps.max)
  slippageBps?: number;

  @ApiProperty({ required: false, description: "spread: its width as a share of the last bar's range" })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.rangeShare.min)
  @Max(COST_RANGES.rangeShare.max)
  rangeShare?: number;

  @ApiProperty({
    required: false,
    description: 'volumeShare: fraction of the price at an order of a whole bar',
  })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.impact.min)
  @Max(COST_RANGES.impact.max)
  impact?: number;

  @ApiProperty({
    required: false,
    default: true,
    description: 'whether settled funding is paid and received',
  })
  @MayBeLeftOut()
  @IsBoolean()
  funding?: boolean;

  @ApiProperty({
    required: false,
    default: 40,
    description: 'maintenance margin, basis points of the position',
  })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.maintenanceMarginBps.min)
  @Max(COST_RANGES.maintenanceMarginBps.max)
  maintenanceMarginBps?: number;

  @ApiProperty({ required: false, default: 125 })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.liquidationFeeBps.min)
  @Max(COST_RANGES.liquidationFeeBps.max)
  liquidationFeeBps?: number;
}

/** What to simulate; what is left out is chosen as `hindcast simulate` chooses it. */
export class NewRun {
  @ApiProperty({ example: 'demo' })
  @IsString()
  @MaxLength(128)
  dataset: string;

  @ApiProperty({ description: 'text of a strategy file, YAML or JSON' })
  @IsString()
  @MaxLength(MAX_STRATEGY_TEXT)
  strategy: string;

  @ApiProperty({ enum: TIMEFRAMES, required: false, description: 'the shortest recorded when left out' })
  @MayBeLeftOut()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({ required: false, description: 'the first that has the symbol when left out' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @ApiProperty({ type: [String], required: false, description: 'all, with one account, when left out' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  symbols?: string[];

  @ApiProperty({ required: false, description: 'trade bars that open at or after this time, UTC ms' })
  @MayBeLeftOut()
  @IsInt()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  from?: number;

  @ApiProperty({ required: false, description: 'trade bars that close at or before this time, UTC ms' })
  @MayBeLeftOut()
  @IsInt()
  @Min(-MAX_TIME)
  @Max(MAX_TIME)
  to?: number;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string' }] },
    description: "other values for the strategy's named parameters",
    example: { z: 3 },
  })
  @MayBeLeftOut()
  @IsObject()
  parameters?: Record<string, number | string>;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'number' },
    description: "other numbers for the engine's configuration, by the names that a sweep varies",
    example: { 'signals.oiZ': 3 },
  })
  @MayBeLeftOut()
  @IsObject()
  config?: Record<string, number>;

  @ApiProperty({ type: RunCosts, required: false })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => RunCosts)
  costs?: RunCosts;

  @ApiProperty({ required: false, default: 10_000, description: 'starting equity, USDT' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(EQUITY_RANGE.min)
  @Max(EQUITY_RANGE.max)
  initialCapital?: number;

  @ApiProperty({
    required: false,
    type: 'integer',
    description: 'kept with the run; the broker draws no lots',
  })
  @MayBeLeftOut()
  @IsInt()
  seed?: number;
}

/** A run whose equity is wanted at once. */
export class PreviewRequest extends NewRun {
  @ApiProperty({ required: false, type: 'integer', default: 800, description: 'points of the equity curve' })
  @MayBeLeftOut()
  @IsInt()
  @Min(2)
  @Max(4_000)
  points?: number;
}
