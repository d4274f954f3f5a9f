import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { RecordingQuery } from '../metrics/lane.query.ts';

export class SignalsQuery extends RecordingQuery {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 6, default: 1, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(6)
  minTier?: number;
}
