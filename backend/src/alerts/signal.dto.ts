import { ApiProperty } from '@nestjs/swagger';
import { TIERS } from '@hindcast/engine';
import type { Bias, Condition, Explanation, SignalRow, Tier } from '@hindcast/engine/wire';

export class ConditionDto implements Condition {
  @ApiProperty({ example: 'oiZ' })
  metric: string;
  @ApiProperty({ enum: ['>', '<', '>=', '='] })
  operator: Condition['operator'];
  @ApiProperty({ type: Number, nullable: true, description: 'value seen' })
  value: number | null;
  @ApiProperty({ type: Number, nullable: true })
  threshold: number | null;
  @ApiProperty()
  held: boolean;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'distance to the threshold, positive when it held',
  })
  margin: number | null;
}

export class FlipDto {
  @ApiProperty()
  metric: string;
  @ApiProperty()
  from: number;
  @ApiProperty()
  to: number;
  @ApiProperty()
  change: number;
}

export class ExplanationDto implements Explanation {
  @ApiProperty({ type: 'integer', enum: [...TIERS] })
  tier: Tier;
  @ApiProperty()
  name: string;
  @ApiProperty()
  fired: boolean;
  @ApiProperty({ type: [ConditionDto] })
  conditions: ConditionDto[];
  @ApiProperty({
    type: FlipDto,
    nullable: true,
    description: 'the smallest change of one input that would have flipped the tier',
  })
  flip: FlipDto | null;
}

/** A signal with its reasons. */
export class SignalDto implements SignalRow {
  @ApiProperty()
  venue: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty()
  timeframe: string;
  @ApiProperty({ type: 'integer', description: 'row of the lane' })
  row: number;
  @ApiProperty({ description: 'open time of the bar, UTC ms; known at its close' })
  time: number;
  @ApiProperty({ type: 'integer', enum: [...TIERS] })
  tier: Tier;
  @ApiProperty()
  name: string;
  @ApiProperty({ type: Number, nullable: true, description: 'share of the confluence conditions that held' })
  score: number | null;
  @ApiProperty({ enum: ['long', 'short', 'none'] })
  bias: Bias;
  @ApiProperty({ type: ExplanationDto })
  explanation: ExplanationDto;
}
