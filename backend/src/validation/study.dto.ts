import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { OUTCOME_DOCS, type OutcomeName, type SearchMethod } from '@hindcast/engine/sweep';
import type { Direction } from '@hindcast/engine/validation';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ProblemPlace } from '../errors/problem.dto.ts';
import { JOB_STATES, type JobState } from '../jobs/job-queue.ts';
import { COST_RANGES, EQUITY_RANGE, MAX_STRATEGY_TEXT } from '../simulation/run/index.ts';
import { MayBeLeftOut } from '../http/left-out.ts';
import type { StudyProgress, StudyResult, SweepAsk } from './study-work.ts';
import { LONGEST_HORIZON, MOST_HORIZONS } from './validation-run.ts';

const DIRECTIONS = ['bias', 'against', 'long', 'short'] as const;
const METHODS = ['grid', 'random', 'bayes'] as const;
const OBJECTIVES = (Object.keys(OUTCOME_DOCS) as OutcomeName[]).filter(
  (name) => OUTCOME_DOCS[name].better !== 0,
);

/** Which lanes of which recording. */
abstract class StudyData {
  @ApiProperty({ example: 'demo' })
  @IsString()
  @MaxLength(128)
  dataset: string;

  @ApiProperty({ enum: TIMEFRAMES, required: false, description: 'the shortest recorded when left out' })
  @MayBeLeftOut()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({ required: false })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(64)
  venue?: string;

  @ApiProperty({ type: [String], required: false })
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  symbols?: string[];

  @ApiProperty({ required: false, description: 'seed of resampling and search' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(64)
  seed?: string;
}

/** What to validate: named signals, expressions, or everything known. */
export class NewValidation extends StudyData {
  @ApiProperty({ type: [String], required: false, example: ['tier2'] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  signals?: string[];

  @ApiProperty({ type: [String], required: false, example: ['oiZ > 3 and rsi < 30'] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(10_000, { each: true })
  expressions?: string[];

  @ApiProperty({ enum: DIRECTIONS, required: false, description: 'which way an occurrence points' })
  @MayBeLeftOut()
  @IsIn(DIRECTIONS)
  direction?: Direction;

  @ApiProperty({ required: false, description: 'what a round trip costs, basis points' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(10_000)
  costsBps?: number;

  @ApiProperty({
    type: [Number],
    required: false,
    example: [6, 12, 96],
    description:
      'bars after an occurrence that are looked at, each once; 1, 3, 6, 12, 24 and 48 when left out',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(MOST_HORIZONS)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(LONGEST_HORIZON, { each: true })
  horizons?: number[];

  @ApiProperty({ required: false, description: 'false discovery rate', default: 0.05 })
  @MayBeLeftOut()
  @IsNumber()
  @Min(0.0001)
  @Max(0.9999)
  rate?: number;
}

/** What sweeps and walk-forwards have in common. */
abstract class Trials extends StudyData {
  @ApiProperty({ description: 'text of a strategy file, YAML or JSON' })
  @IsString()
  @MaxLength(MAX_STRATEGY_TEXT)
  strategy: string;

  @ApiProperty({ type: [String], description: 'name=1,2,3 or name=from:to:step', example: ['hold=12:96:12'] })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(12)
  @IsString({ each: true })
  @MaxLength(2_000, { each: true })
  vary: string[];

  @ApiProperty({ enum: METHODS, required: false })
  @MayBeLeftOut()
  @IsIn(METHODS)
  method?: SearchMethod;

  @ApiProperty({ required: false, type: 'integer', description: 'trials of a random or Bayesian search' })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(100_000)
  trials?: number;

  @ApiProperty({ enum: OBJECTIVES, required: false })
  @MayBeLeftOut()
  @IsIn(OBJECTIVES)
  objective?: OutcomeName;

  @ApiProperty({ required: false, type: 'integer' })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  minTrades?: number;

  @ApiProperty({ required: false, description: 'starting equity, USDT' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(EQUITY_RANGE.min)
  @Max(EQUITY_RANGE.max)
  equity?: number;

  @ApiProperty({ required: false, description: 'fee of market orders, basis points' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.takerBps.min)
  @Max(COST_RANGES.takerBps.max)
  takerBps?: number;

  @ApiProperty({ required: false, description: 'slippage of market orders, basis points' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(COST_RANGES.slippageBps.min)
  @Max(COST_RANGES.slippageBps.max)
  slippageBps?: number;

  @ApiProperty({ required: false })
  @MayBeLeftOut()
  @IsBoolean()
  funding?: boolean;
}

export class NewSweep extends Trials {
  @ApiProperty({ required: false, type: 'integer', description: 'how many of the best are reported in full' })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(100)
  best?: number;
}

export class NewWalk extends Trials {
  @ApiProperty({ enum: ['rolling', 'anchored'], required: false })
  @MayBeLeftOut()
  @IsIn(['rolling', 'anchored'])
  mode?: 'rolling' | 'anchored';

  @ApiProperty({ description: 'days of training' })
  @IsNumber()
  @Min(0.01)
  trainDays: number;

  @ApiProperty({ description: 'days of each test' })
  @IsNumber()
  @Min(0.01)
  testDays: number;

  @ApiProperty({ required: false, type: 'integer' })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  purgeBars?: number;

  @ApiProperty({ required: false, type: 'integer' })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  embargoBars?: number;
}

/** Why a study failed, or that it was cancelled while it ran. */
export class StudyFailure {
  @ApiProperty()
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty()
  action: string;
  @ApiProperty({ type: ProblemPlace })
  place: ProblemPlace;
}

export class StudyProgressDto implements StudyProgress {
  @ApiProperty()
  done: number;
  @ApiProperty()
  total: number;
  @ApiProperty()
  detail: string;
}

/** A study that was begun. */
export class StudyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: JOB_STATES })
  state: JobState;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what was asked for' })
  request: object;
  @ApiProperty({ type: StudyProgressDto, nullable: true })
  progress: StudyProgressDto | null;
  @ApiProperty({ type: StudyFailure, nullable: true })
  error: StudyFailure | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'the document of the command with --json; null until it is done, and in lists',
  })
  result: StudyResult | null;
}

/** From which finished trial on. */
export class TrialsQuery {
  @ApiProperty({ type: 'integer', minimum: 0, default: 0, required: false })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  from = 0;
}

/** One finished trial of a sweep. */
export class SweepTrialDto {
  @ApiProperty({ type: 'integer' })
  index: number;
  @ApiProperty({ type: [Number], description: 'in the order of what varies' })
  values: readonly number[];
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  numbers: object;
  @ApiProperty({ type: Number, nullable: true, description: 'more is better; null where it does not count' })
  score: number;
}

/** One thing that was tried on a dataset. */
export class TrialEntryDto {
  @ApiProperty()
  key: string;
  @ApiProperty()
  kind: string;
  @ApiProperty()
  what: string;
  @ApiProperty({ type: 'integer', description: 'variants it stands for' })
  trials: number;
  @ApiProperty({ type: [Number], description: 'p-values of its tests; null where one could not be computed' })
  pValues: readonly (number | null)[];
  @ApiProperty({ type: Number, nullable: true })
  sharpe: number | null;
  @ApiProperty({ description: 'UTC ms' })
  at: number;
}

/** A sweep that stopped before its end. */
export class UnfinishedSweepDto {
  @ApiProperty({ type: NewSweep, description: 'asked for again, it goes on where it was' })
  request: SweepAsk;
  @ApiProperty({ type: 'integer', description: 'trials that are finished' })
  known: number;
  @ApiProperty({ type: 'integer', description: 'trials in all' })
  trials: number;
  @ApiProperty({ description: 'when something was last written down, UTC ms' })
  at: number;
}

/** Which dataset's. */
export class LedgerQuery {
  @ApiProperty({ example: 'demo' })
  @IsString()
  @MaxLength(128)
  dataset: string;
}
