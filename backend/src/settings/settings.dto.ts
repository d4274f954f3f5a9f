import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';

export const PALETTES = ['teal-red', 'blue-orange'] as const;

/** What a person may set for this installation. */
export class Settings {
  /** Colours of up and down; `blue-orange` can be told apart by the colour-blind. */
  @ApiProperty({ enum: PALETTES })
  @IsIn(PALETTES)
  palette: (typeof PALETTES)[number];

  /** Whether signals of tier 2 and above make a sound. */
  @ApiProperty()
  @IsBoolean()
  sound: boolean;

  /** The lowest tier that is announced by a toast. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 6 })
  @IsInt()
  @Min(1)
  @Max(6)
  toastTier: number;

  /** Bars per second with which a replay begins to play. */
  @ApiProperty({ minimum: 0.25, maximum: 5000 })
  @IsNumber()
  @Min(0.25)
  @Max(5000)
  replaySpeed: number;
}

export class SettingsChange extends PartialType(Settings) {}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  palette: 'teal-red',
  sound: true,
  toastTier: 2,
  replaySpeed: 10,
};
