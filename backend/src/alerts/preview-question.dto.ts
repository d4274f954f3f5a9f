import { ApiProperty } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** On what, and how, it is counted how often something would have spoken and hit. */
export class PreviewQuestion {
  @ApiProperty({ example: 'demo' })
  @IsString()
  @MaxLength(128)
  dataset: string;

  @ApiProperty({ enum: TIMEFRAMES, required: false, description: 'the shortest recorded when left out' })
  @IsOptional()
  @IsIn(TIMEFRAMES)
  timeframe?: Timeframe;

  @ApiProperty({ enum: ['long', 'short', 'bias'], required: false, default: 'bias' })
  @IsOptional()
  @IsIn(['long', 'short', 'bias'])
  direction?: 'long' | 'short' | 'bias';

  @ApiProperty({
    type: 'integer',
    required: false,
    default: 12,
    description: 'bars after which a hit is judged',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  horizon?: number;
}
