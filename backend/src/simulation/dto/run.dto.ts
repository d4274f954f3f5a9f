import { ApiProperty } from '@nestjs/swagger';
import type { SimulationReport } from '@hindcast/engine/simulation';

/**
 * Where a run stands. `interrupted`: the server was stopped meanwhile; it can be run again. The last four are final.
 */
export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Why a run failed. */
export class RunFailure {
  @ApiProperty({ description: 'stable, for programs', example: 'RUN_MEMORY' })
  code: string;
  @ApiProperty({ description: 'one sentence: what is wrong and where' })
  message: string;
  @ApiProperty({ description: 'what to do about it' })
  action: string;
}

/** A run, without its report. */
export class RunSummary {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: RUN_STATES })
  state: RunState;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'share of the work that is done' })
  progress: number;
  @ApiProperty({ description: 'what is being done', example: 'simulating' })
  stage: string;
  @ApiProperty({ type: RunFailure, nullable: true })
  failure: RunFailure | null;
  @ApiProperty()
  dataset: string;
  @ApiProperty({ description: 'names the data: the same digest is the same data' })
  datasetDigest: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: [String], description: 'what is traded' })
  symbols: string[];
  @ApiProperty({ type: [String], description: 'where it is traded' })
  venues: string[];
  @ApiProperty()
  strategyName: string;
  @ApiProperty({ description: 'names the strategy with its parameters' })
  strategyHash: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: "the parameters' values, whether given or the strategy's own",
  })
  parameters: Record<string, number>;
  @ApiProperty()
  engineVersion: string;
  @ApiProperty({ description: 'UTC ms' })
  createdAt: number;
  @ApiProperty({ type: Number, nullable: true, description: 'UTC ms' })
  startedAt: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'UTC ms' })
  finishedAt: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'USDT' })
  netPnl: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '%' })
  returnPct: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '%' })
  maxDrawdownPct: number | null;
  @ApiProperty({ type: Number, nullable: true })
  sharpe: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'fraction' })
  hitRate: number | null;
  @ApiProperty({ type: Number, nullable: true })
  trades: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'names what came out, to the bit: equity and trades',
  })
  digest: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'the run that this one repeats' })
  rerunOf: string | null;
  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'of a repeated run that is done: whether the same came out, to the bit',
  })
  same: boolean | null;
  @ApiProperty({ type: String, nullable: true, description: 'of a repeated run: the digest it is to meet' })
  expectedDigest: string | null;
}

/** Everything that it takes to make a run again: what was asked for, with what was left out filled in. */
export class RunInputs {
  @ApiProperty()
  dataset: string;
  @ApiProperty()
  datasetDigest: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: String, nullable: true, description: 'null: the first that has the symbol' })
  venue: string | null;
  @ApiProperty({ type: [String], nullable: true, description: 'null: all' })
  symbols: string[] | null;
  @ApiProperty({ type: Number, nullable: true, description: 'UTC ms' })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'UTC ms' })
  to: number | null;
  @ApiProperty({ description: 'text of the strategy file' })
  strategy: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  parameters: Record<string, number>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: "numbers of the engine's configuration that were changed, such as signals.oiZ",
  })
  config: Record<string, number>;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'fractions: takerFee, makerFee, slippage, funding, maintenanceMargin, liquidationFee',
  })
  costs: object;
  @ApiProperty({ description: 'USDT' })
  initialCapital: number;
  @ApiProperty({ type: Number, nullable: true })
  seed: number | null;
  @ApiProperty()
  engineVersion: string;
}

/** A run with all that it takes to make it again, and its report. */
export class Run extends RunSummary {
  @ApiProperty({ type: RunInputs })
  inputs: RunInputs;
  @ApiProperty({ description: 'text of the strategy file' })
  strategy: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      '`SimulationReport` of @hindcast/engine/simulation; null until the run is done. Of untraded signals at most a thousand are listed, those with the highest regret.',
  })
  report: SimulationReport | null;
  @ApiProperty({ type: [String], description: 'what the run takes for granted, in sentences' })
  assumptions: string[];
}
