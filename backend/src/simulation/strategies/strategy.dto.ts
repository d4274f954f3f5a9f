import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { MAX_STRATEGY_TEXT } from '../run/strategy-text.ts';

/** A named number of a strategy: what a slider moves. */
export class StrategyParameter {
  @ApiProperty()
  name: string;
  @ApiProperty()
  default: number;
  @ApiProperty({ type: Number, nullable: true })
  min: number | null;
  @ApiProperty({ type: Number, nullable: true })
  max: number | null;
  @ApiProperty({ type: Number, nullable: true })
  step: number | null;
  @ApiProperty({ description: 'what it is; empty where the author did not say' })
  doc: string;
}

/** A strategy that ships with Hindcast. */
export class LibraryStrategy {
  @ApiProperty({ example: 'confluence-follow' })
  name: string;
  @ApiProperty({ description: 'what it calls itself' })
  title: string;
  @ApiProperty()
  description: string;
  @ApiProperty({ description: 'text of the file' })
  text: string;
  @ApiProperty({ type: [StrategyParameter] })
  parameters: StrategyParameter[];
  @ApiProperty({ type: [String], nullable: true, description: 'the two symbols of a pair, y first' })
  pair: string[] | null;
}

export class CheckRequest {
  @ApiProperty({ description: 'text of a strategy file, YAML or JSON' })
  @IsString()
  @MaxLength(MAX_STRATEGY_TEXT)
  text: string;
}

/** One fault of a strategy's text. Lines and columns count from 1; the end is exclusive. */
export class StrategyProblem {
  @ApiProperty({ example: 'EXPRESSION_NAME' })
  code: string;
  @ApiProperty({ description: 'one sentence' })
  message: string;
  @ApiProperty({ description: 'what to do about it', example: 'Did you mean "rsi"?' })
  suggestion: string;
  @ApiProperty({ type: 'integer' })
  line: number;
  @ApiProperty({ type: 'integer' })
  column: number;
  @ApiProperty({ type: 'integer' })
  endLine: number;
  @ApiProperty({ type: 'integer' })
  endColumn: number;
  @ApiProperty({ type: String, nullable: true, description: 'key of the file', example: 'entry.long' })
  field: string | null;
}

/** What a strategy's text is: sound, or what is wrong with it. */
export class StrategyCheck {
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ type: [StrategyProblem] })
  problems: StrategyProblem[];
  @ApiProperty({ type: String, nullable: true, description: 'what the strategy calls itself' })
  name: string | null;
  @ApiProperty({ type: [StrategyParameter], description: 'as far as they can be read' })
  parameters: StrategyParameter[];
  @ApiProperty({ type: [String], description: 'metrics, signals and fields that its rules read' })
  names: string[];
  @ApiProperty({ type: [String], nullable: true, description: 'the two symbols of a pair, y first' })
  pair: string[] | null;
}

export const WORD_KINDS = [
  'field',
  'metric',
  'signal',
  'detector',
  'tier',
  'position',
  'pair',
  'function',
] as const;
export type WordKind = (typeof WORD_KINDS)[number];

/** A word of the expression language. */
export class StrategyWord {
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: WORD_KINDS })
  kind: WordKind;
  @ApiProperty({ enum: ['number', 'condition', 'state'], description: 'what it is in an expression' })
  type: string;
  @ApiProperty({ description: 'empty for a plain number' })
  unit: string;
  @ApiProperty({ description: 'what it means, in a sentence' })
  documentation: string;
  @ApiProperty({ description: 'how it is computed; empty where the documentation says it all' })
  formula: string;
  @ApiProperty({ description: 'how it is written', example: 'highest(x, n)' })
  signature: string;
  @ApiProperty({ description: 'bars before the first value', example: '20 rows' })
  warmUp: string;
  @ApiProperty({ type: [String], description: 'words that a state can be compared with' })
  states: string[];
}

/** A key of a strategy file. */
export class StrategyKey {
  @ApiProperty({ example: 'stopLoss.percent' })
  name: string;
  @ApiProperty()
  documentation: string;
}

/** Everything an editor needs to know of the language. */
export class StrategyNames {
  @ApiProperty({ type: [StrategyWord] })
  words: StrategyWord[];
  @ApiProperty({ type: [String] })
  operators: string[];
  @ApiProperty({ type: [StrategyKey], description: 'keys of a strategy file' })
  keys: StrategyKey[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of a strategy file' })
  schema: object;
}
