import { ApiProperty } from '@nestjs/swagger';
import { RunSummary } from './run.dto.ts';

const number = (description: string): PropertyDecorator => ApiProperty({ type: Number, description });
const maybe = (description: string): PropertyDecorator =>
  ApiProperty({ type: Number, nullable: true, description });

/** Why a trade was entered. */
export class TradeCause {
  @ApiProperty({ description: "the entry rule's text" })
  rule: string;
  @ApiProperty({ type: Number, nullable: true, description: 'highest tier that fired at the signal' })
  tier: number | null;
  @ApiProperty({ type: 'integer', description: 'row of the signal bar' })
  row: number;
  @ApiProperty({ description: 'open time of the signal bar, UTC ms' })
  time: number;
}

/** One closed trade. Money in USDT, prices in quote, times in UTC ms. */
export class Trade {
  @ApiProperty({ type: 'integer', description: 'from 1, in the order of closing' })
  id: number;
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ enum: ['long', 'short'] })
  side: string;
  @ApiProperty({ type: 'integer' })
  entryRow: number;
  @number('open time of the bar whose open filled the entry')
  entryTime: number;
  @number('average fill')
  entryPrice: number;
  @ApiProperty({ type: 'integer' })
  exitRow: number;
  @number('open time of the bar in which it was left')
  exitTime: number;
  @number('fill')
  exitPrice: number;
  @number('base units')
  size: number;
  @number('fills that built the position')
  entries: number;
  @number('side·size·(exit fill − entry fill)')
  grossPnl: number;
  @number('paid')
  fees: number;
  @number('received − paid')
  funding: number;
  @number('Σ |fill − reference price|·size; part of the gross PnL')
  slippage: number;
  @number('gross − fees + funding')
  netPnl: number;
  @number('net PnL in % of the value at entry')
  returnPct: number;
  @ApiProperty({ type: 'integer' })
  barsHeld: number;
  @number('worst unrealised PnL, ≤ 0')
  mae: number;
  @number('best unrealised PnL, ≥ 0')
  mfe: number;
  @ApiProperty({
    enum: ['exit', 'stop', 'target', 'trailing', 'maxHolding', 'liquidation', 'reverse', 'endOfData'],
  })
  exitReason: string;
  @ApiProperty({ type: TradeCause })
  cause: TradeCause;
  @maybe('best net PnL of leaving earlier − realised, ≥ 0')
  exitRegret: number | null;
  @maybe('net PnL with the best entry within k bars − realised, ≥ 0')
  entryRegret: number | null;
  @maybe('what hindsight would have made of the signal, before costs')
  oracle: number | null;
  @maybe('part of the regret that is the entry’s timing, ≤ 0')
  entryTiming: number | null;
  @maybe('part of the regret that is the exit’s timing, ≤ 0')
  exitTiming: number | null;
  @maybe('result before costs of a signal that not even hindsight could have used')
  falseSignal: number | null;
  @ApiProperty({ description: 'the exit bar reached stop and target, and the stop was assumed' })
  bothHit: boolean;
  @ApiProperty({ type: 'integer', description: 'missing bars that the fills waited for' })
  waited: number;
}

/** Equity by buckets of bars: arrays of the same length, one place per bucket. */
export class Equity {
  @ApiProperty({ type: 'integer', description: 'bars of the run' })
  rows: number;
  @ApiProperty({ type: 'integer', description: 'bars of a bucket; the last may have fewer' })
  bucketRows: number;
  @ApiProperty({ type: [Number], description: "close of the bucket's last bar, UTC ms" })
  time: number[];
  @ApiProperty({ type: [Number], description: "USDT, at the close of the bucket's last bar" })
  equity: number[];
  @ApiProperty({ type: [Number], description: 'lowest equity at a close within the bucket' })
  low: number[];
  @ApiProperty({ type: [Number], description: 'highest equity at a close within the bucket' })
  high: number[];
  @ApiProperty({ type: [Number], description: 'deepest fall from the highest equity so far, % (≥ 0)' })
  drawdownPct: number[];
  @ApiProperty({
    type: 'array',
    items: { type: 'number', nullable: true },
    description: 'USDT, had the starting equity been put equally into what is traded; null before a price',
  })
  buyAndHold: (number | null)[];
  @ApiProperty({ type: [Number], description: 'share of bars in which a position was open, %' })
  exposurePct: number[];
}

/** A reason to doubt a result. */
export class RunWarning {
  @ApiProperty({ example: 'SMALL_SAMPLE' })
  code: string;
  @ApiProperty()
  message: string;
}

/** What a figure of the report means. */
export class Figure {
  @ApiProperty({
    description: 'key in `report.numbers`; a path in the report where it holds a dot',
    example: 'regret.oracle',
  })
  name: string;
  @ApiProperty()
  label: string;
  @ApiProperty({ description: 'empty for a plain number' })
  unit: string;
  @ApiProperty({ description: 'how it is computed, and when it is undefined' })
  formula: string;
  @ApiProperty({ description: 'group it belongs to', example: 'performance' })
  group: string;
  @ApiProperty({ enum: ['up', 'down', 'none'], description: 'which way is good' })
  better: string;
}

/** A run that was made without being kept. */
export class Preview {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    description: 'by name of figure; null where undefined',
  })
  figures: Record<string, number | null>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, description: 'in use' })
  parameters: Record<string, number>;
  @ApiProperty({ type: [RunWarning] })
  warnings: RunWarning[];
  @ApiProperty({ type: Equity })
  equity: Equity;
  @ApiProperty({ type: 'integer', description: 'bars that were simulated' })
  rows: number;
  @ApiProperty({ type: [String] })
  symbols: string[];
  @ApiProperty({ type: [String] })
  venues: string[];
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ description: 'ms that the server took, without opening the recording' })
  tookMs: number;
  @ApiProperty({ description: 'whether the recording was open and computed already' })
  warm: boolean;
}

/** One figure of two runs. */
export class FigurePair {
  @ApiProperty()
  name: string;
  @ApiProperty()
  label: string;
  @ApiProperty()
  unit: string;
  @ApiProperty({ type: Number, nullable: true })
  a: number | null;
  @ApiProperty({ type: Number, nullable: true })
  b: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'b − a; null where one of them is undefined' })
  difference: number | null;
}

/** One recorded input in which two runs differ. */
export class InputPair {
  @ApiProperty({ example: 'parameters.z' })
  name: string;
  @ApiProperty()
  a: string;
  @ApiProperty()
  b: string;
}

/** A trade that both runs entered at the same time, and that went differently. */
export class ChangedTrade {
  @ApiProperty({ type: Trade })
  a: Trade;
  @ApiProperty({ type: Trade })
  b: Trade;
  @ApiProperty({ type: [String], description: 'fields that differ' })
  fields: string[];
}

/** Trades of two runs side by side: the same trade is one of the same symbol, venue, side and entry time. */
export class TradeDifference {
  @ApiProperty({ type: 'integer', description: 'the same in every number' })
  same: number;
  @ApiProperty({ type: 'integer' })
  onlyAcount: number;
  @ApiProperty({ type: 'integer' })
  onlyBcount: number;
  @ApiProperty({ type: 'integer' })
  changedCount: number;
  @ApiProperty({ type: [Trade], description: 'at most 500' })
  onlyA: Trade[];
  @ApiProperty({ type: [Trade], description: 'at most 500' })
  onlyB: Trade[];
  @ApiProperty({ type: [ChangedTrade], description: 'at most 500' })
  changed: ChangedTrade[];
}

/** Two runs side by side. */
export class Comparison {
  @ApiProperty({ type: RunSummary })
  a: RunSummary;
  @ApiProperty({ type: RunSummary })
  b: RunSummary;
  @ApiProperty({ description: 'whether the same came out, to the bit' })
  same: boolean;
  @ApiProperty({ type: [InputPair], description: 'recorded inputs in which they differ' })
  inputs: InputPair[];
  @ApiProperty({ type: [FigurePair] })
  figures: FigurePair[];
  @ApiProperty({ type: TradeDifference })
  trades: TradeDifference;
  @ApiProperty({ type: Equity })
  equityA: Equity;
  @ApiProperty({ type: Equity })
  equityB: Equity;
}
