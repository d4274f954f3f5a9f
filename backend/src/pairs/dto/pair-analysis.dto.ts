import { ApiProperty } from '@nestjs/swagger';
import { HEDGE_METHODS, type HedgeMethod } from '@hindcast/engine/pairs';
import { PAIR_PRICES, PAIR_SOURCES, type PairPrices, type PairSource } from './pair.query.ts';

const NUMBERS = { type: 'array', items: { type: 'number', nullable: true } } as const;

/** A symbol that can be a leg. */
export class PairLegDto {
  @ApiProperty({ type: String, nullable: true, description: 'null in an uploaded table' })
  venue: string | null;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ type: [String], description: 'timeframes in which it can be analysed, the shortest first' })
  timeframes: string[];
}

/** One leg of an analysis. */
export class AnalysedLegDto {
  @ApiProperty({ type: String, nullable: true })
  venue: string | null;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ type: 'integer', description: 'bars of this leg in the range that have a close' })
  bars: number;
  @ApiProperty({ type: 'integer', description: 'of those, bars without a partner on the other leg' })
  unmatched: number;
}

export class PairConfigDto {
  @ApiProperty({ enum: HEDGE_METHODS })
  method: HedgeMethod;
  @ApiProperty({ enum: PAIR_PRICES })
  prices: PairPrices;
  @ApiProperty({ type: 'integer' })
  window: number;
  @ApiProperty({ type: 'integer' })
  zWindow: number;
  @ApiProperty({ type: 'integer' })
  correlationWindow: number;
  @ApiProperty({ type: 'integer' })
  adfWindow: number;
  @ApiProperty()
  discount: number;
  @ApiProperty()
  entry: number;
  @ApiProperty()
  exit: number;
}

export class CriticalValuesDto {
  @ApiProperty()
  onePercent: number;
  @ApiProperty()
  fivePercent: number;
  @ApiProperty()
  tenPercent: number;
}

export class PairTestDto {
  @ApiProperty({ description: 'ADF t statistic: the further below 0, the stronger the reversion' })
  statistic: number;
  @ApiProperty()
  pValue: number;
  @ApiProperty({ type: CriticalValuesDto })
  critical: CriticalValuesDto;
  @ApiProperty({ type: 'integer' })
  lags: number;
  @ApiProperty({ type: 'integer' })
  observations: number;
}

/** One method over the whole range. */
export class MethodFitDto {
  @ApiProperty({ enum: HEDGE_METHODS })
  method: HedgeMethod;
  @ApiProperty({ type: String, nullable: true, description: 'why there is no fit; null where there is one' })
  problem: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'intercept; Kalman: as known after the last bar',
  })
  alpha: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'hedge ratio; Kalman: as known after the last bar',
  })
  beta: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'standard error of the hedge ratio' })
  betaError: number | null;
  @ApiProperty({ type: PairTestDto, nullable: true })
  test: PairTestDto | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'bars; null where the spread does not come back',
  })
  halfLife: number | null;
  @ApiProperty({ description: 'whether the spread is called stationary at 5 %' })
  stationary: boolean;
  @ApiProperty({ description: 'what that means, in plain words' })
  verdict: string;
}

/** Where a z-score rule would have entered and left. */
export class PairSignalDto {
  @ApiProperty({ description: 'close of the bar, UTC ms' })
  time: number;
  @ApiProperty({ enum: ['entry', 'exit'] })
  kind: 'entry' | 'exit';
  @ApiProperty({ enum: ['long', 'short'], description: 'long buys y and sells x' })
  side: 'long' | 'short';
  @ApiProperty()
  z: number;
}

/** Rows of the pair, column by column; null is a missing value. Every row is one real bar. */
export class PairSeriesDto {
  @ApiProperty({ type: [Number], description: 'open of the bar, UTC ms' })
  time: number[];
  @ApiProperty({ ...NUMBERS, description: 'close of y' })
  y: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'close of x' })
  x: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'intercept as known before the bar' })
  alpha: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'hedge ratio as known before the bar' })
  beta: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'standard error of beta: the band is ± 2 of these' })
  betaError: (number | null)[];
  @ApiProperty({ ...NUMBERS })
  spread: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'mean of the spreads before the bar: where its z-score is 0' })
  spreadMean: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'their deviation: z is k at spreadMean + k · spreadDeviation' })
  spreadDeviation: (number | null)[];
  @ApiProperty({ ...NUMBERS })
  z: (number | null)[];
  @ApiProperty({ ...NUMBERS })
  correlation: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'rolling ADF statistic' })
  adf: (number | null)[];
  @ApiProperty({ ...NUMBERS })
  adfP: (number | null)[];
  @ApiProperty({ ...NUMBERS, description: 'bars' })
  halfLife: (number | null)[];
}

/** The rolling hedge ratio of one method, on the rows of the series. */
export class RollingHedgeDto {
  @ApiProperty({ enum: HEDGE_METHODS })
  method: HedgeMethod;
  @ApiProperty({ ...NUMBERS })
  beta: (number | null)[];
  @ApiProperty({ ...NUMBERS })
  betaError: (number | null)[];
}

/** What the pair says at its last bar. */
export class PairNowDto {
  @ApiProperty({ description: 'open of the last bar, UTC ms' })
  time: number;
  @ApiProperty({ type: Number, nullable: true })
  beta: number | null;
  @ApiProperty({ type: Number, nullable: true })
  spread: number | null;
  @ApiProperty({ type: Number, nullable: true })
  z: number | null;
  @ApiProperty({ type: Number, nullable: true })
  correlation: number | null;
  @ApiProperty({ type: Number, nullable: true })
  adf: number | null;
  @ApiProperty({ type: Number, nullable: true })
  adfP: number | null;
  @ApiProperty({ type: Number, nullable: true })
  halfLife: number | null;
}

export class PairColumnDocDto {
  @ApiProperty()
  name: string;
  @ApiProperty()
  unit: string;
  @ApiProperty()
  meaning: string;
  @ApiProperty()
  formula: string;
  @ApiProperty()
  warmUp: string;
}

/** A pair over a range of bars: whole-sample fits, rolling columns, a verdict. */
export class PairAnalysisDto {
  @ApiProperty({ enum: PAIR_SOURCES })
  source: PairSource;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'name of the recording, or of the uploaded table',
  })
  dataset: string | null;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: 'integer', description: 'length of a bar' })
  timeframeMs: number;
  @ApiProperty({
    enum: ['grid', 'common'],
    description: 'every bar, with holes; or only the times that both have',
  })
  calendar: 'grid' | 'common';
  @ApiProperty({ type: AnalysedLegDto })
  y: AnalysedLegDto;
  @ApiProperty({ type: AnalysedLegDto })
  x: AnalysedLegDto;
  @ApiProperty({ type: 'integer', description: 'rows of the range' })
  rows: number;
  @ApiProperty({ type: 'integer', description: 'rows that have both closes' })
  common: number;
  @ApiProperty({ type: Number, nullable: true, description: 'open of the first row, UTC ms' })
  from: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'close of the last row, UTC ms' })
  until: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'open of the first bar that both have at all, UTC ms',
  })
  start: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'close of the last bar that both have at all, UTC ms',
  })
  end: number | null;
  @ApiProperty({ type: PairConfigDto })
  config: PairConfigDto;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'why nothing can be said of the pair; null otherwise',
  })
  problem: string | null;
  @ApiProperty({ type: [String], description: 'what a reader should know of the data' })
  notes: string[];
  @ApiProperty({ description: 'of the chosen method' })
  stationary: boolean;
  @ApiProperty({ description: 'of the chosen method; or the problem' })
  verdict: string;
  @ApiProperty({ type: [MethodFitDto], description: 'OLS, Huber, Kalman' })
  methods: MethodFitDto[];
  @ApiProperty({ type: PairNowDto, nullable: true })
  now: PairNowDto | null;
  @ApiProperty({ type: PairSeriesDto, description: 'of the chosen method' })
  series: PairSeriesDto;
  @ApiProperty({ type: [RollingHedgeDto] })
  hedges: RollingHedgeDto[];
  @ApiProperty({ type: [PairSignalDto], description: 'the last ones, at most 1,000' })
  signals: PairSignalDto[];
  @ApiProperty({ type: 'integer' })
  signalCount: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'the pair as a strategy file for the lab: two legs, sized by the hedge ratio; null where there is none',
  })
  strategy: string | null;
  @ApiProperty({ type: [PairColumnDocDto] })
  docs: PairColumnDocDto[];
}
