import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { PreviewQuestion } from '../preview-question.dto.ts';
import { QuietHoursDto } from '../rules/rule.dto.ts';

/** The engine's own signals. */
export const POLICY_SUBJECTS = [
  ...['tier1', 'tier2', 'tier3', 'tier4', 'tier5', 'tier6'],
  ...['LIQUIDATION_CASCADE', 'FUNDING_ANOMALY', 'VOLATILITY_REGIME', 'REGIME_CONFIRMED', 'CORRELATION_BREAK'],
] as const;

/** What is to change; the rest stays. */
export class PolicyChange {
  @ApiProperty({
    required: false,
    nullable: true,
    type: Boolean,
    description: 'null: tiers by the setting `toastTier`, detectors announced',
  })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean | null;

  @ApiProperty({
    required: false,
    nullable: true,
    type: 'integer',
    minimum: 1,
    maximum: 5,
    description: 'of a tier; null as it ships. Detectors grade themselves',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  severity?: number | null;

  @ApiProperty({
    required: false,
    description: 'of a tier: every bar that carries it, not only the first of a run',
  })
  @IsOptional()
  @IsBoolean()
  everyBar?: boolean;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 0,
    description: 'bars after an alert of the lane',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  cooldown?: number;

  @ApiProperty({ required: false, nullable: true, type: QuietHoursDto, description: 'kept, not delivered' })
  @IsOptional()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quiet?: QuietHoursDto | null;
}

/** When one of the engine's own signals is announced. */
export class Policy {
  @ApiProperty({ enum: POLICY_SUBJECTS })
  subject: string;
  @ApiProperty({ description: 'what it is, for a person' })
  label: string;
  @ApiProperty({ description: 'when it speaks, with the thresholds of this installation' })
  condition: string;
  @ApiProperty({ nullable: true, type: Boolean, description: 'null: as it ships' })
  enabled: boolean | null;
  @ApiProperty({ description: 'whether it is announced, all settings considered' })
  announced: boolean;
  @ApiProperty({ nullable: true, type: 'integer', description: 'null as it ships' })
  severity: number | null;
  @ApiProperty({
    nullable: true,
    type: 'integer',
    description: 'as it ships; null of a detector, which grades itself',
  })
  defaultSeverity: number | null;
  @ApiProperty()
  everyBar: boolean;
  @ApiProperty({ type: 'integer', description: 'bars' })
  cooldown: number;
  @ApiProperty({ nullable: true, type: QuietHoursDto })
  quiet: QuietHoursDto | null;
  @ApiProperty({ description: 'UTC ms; 0 when it is as it ships' })
  updatedAt: number;
}

export class PolicyPreviewRequest extends PreviewQuestion {
  @ApiProperty({ type: PolicyChange, required: false, description: 'as it would be; as it is when left out' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PolicyChange)
  policy?: PolicyChange;
}
