import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

/** What can be set for this installation. What a reader likes on his own screen stays in his browser. */
export class Settings {
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
  toastTier: 2,
  replaySpeed: 10,
};
