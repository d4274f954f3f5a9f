import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsSmallDocument, IsTimeZone } from './settings-rules.ts';

/** A symbol as ccxt writes it. */
const SYMBOL = /^[A-Z0-9]+\/[A-Z0-9]+(:[A-Z0-9]+)?$/;
const MOST_SYMBOLS = 1_000;
/** Characters of a stored layout as JSON. */
const LAYOUT_LENGTH = 65_536;

type Sections = Record<string, Record<string, unknown>>;

/** What of the engine's configuration is other than its defaults (SPEC §3–5). */
export class Thresholds {
  /** By section (`signals`, `metrics`, `cascade`, `funding`, `volatility`, `regime`, `correlation`) and name. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: { signals: { oiZ: 3 } },
  })
  @IsObject()
  global: Sections;

  /** The same for single symbols, as ccxt writes them, on top of the global ones. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'object' } },
    example: { 'BTC/USDT:USDT': { cascade: { totalUsd: 2_000_000 } } },
  })
  @IsObject()
  symbols: Record<string, Sections>;
}

/** Sounds of what is announced. */
export class SoundSettings {
  @ApiProperty()
  @IsBoolean()
  enabled: boolean;

  @ApiProperty({ minimum: 0, maximum: 1 })
  @IsNumber()
  @Min(0)
  @Max(1)
  volume: number;

  /** The lowest tier that sounds. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 6 })
  @IsInt()
  @Min(1)
  @Max(6)
  fromTier: number;
}

/** In what figures are written. */
export class UnitSettings {
  /** Open interest and volume in USD, or in the contract's own coin. */
  @ApiProperty({ enum: ['usd', 'base'] })
  @IsIn(['usd', 'base'])
  amounts: string;

  /** `1.24 M`, or `1,240,000`. */
  @ApiProperty({ enum: ['short', 'full'] })
  @IsIn(['short', 'full'])
  figures: string;
}

/** What can be set for this installation. */
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

  /** Thresholds of the live market. It begins anew with them after the next bar. */
  @ApiProperty({ type: Thresholds })
  @IsObject()
  @ValidateNested()
  @Type(() => Thresholds)
  thresholds: Thresholds;

  /** Symbols that are watched live; null: those of SYMBOLS, or all of a recorded market. */
  @ApiProperty({ type: [String], nullable: true, maxItems: MOST_SYMBOLS })
  @ValidateIf((_, value) => value !== null)
  @IsArray()
  @ArrayMaxSize(MOST_SYMBOLS)
  @ArrayUnique()
  @Matches(SYMBOL, { each: true, message: 'watched must list symbols as ccxt writes them: BTC/USDT:USDT' })
  watched: string[] | null;

  /** What the screen looks like: the page's own, at most 64 kB of JSON. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @IsObject()
  @IsSmallDocument(LAYOUT_LENGTH)
  layout: Record<string, unknown>;

  @ApiProperty({ type: SoundSettings })
  @IsObject()
  @ValidateNested()
  @Type(() => SoundSettings)
  sound: SoundSettings;

  @ApiProperty({ type: UnitSettings })
  @IsObject()
  @ValidateNested()
  @Type(() => UnitSettings)
  units: UnitSettings;

  /** `UTC`, `local`, or a name such as `Europe/Berlin`. */
  @ApiProperty()
  @IsTimeZone()
  timeZone: string;
}

export class SettingsChange extends PartialType(Settings, { skipNullProperties: false }) {}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  toastTier: 2,
  replaySpeed: 10,
  thresholds: { global: {}, symbols: {} },
  watched: null,
  layout: {},
  sound: { enabled: true, volume: 0.4, fromTier: 2 },
  units: { amounts: 'usd', figures: 'short' },
  timeZone: 'UTC',
};
