import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MAPPABLE, type Mappable } from './kinds/column-map.ts';
import { TIME_FORMATS, type TimeFormat } from './csv/times.ts';
import { REPAIRS, type Repair } from './repair.ts';

const MAX_RECIPE = 200_000;

/** A text of which nothing but blanks counts as left out. */
const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() || undefined : value;

/** What one column of the files holds, where its title does not say it. */
export class ColumnChoiceDto {
  @ApiProperty({ enum: MAPPABLE, description: 'what it holds' })
  @IsIn(MAPPABLE)
  field: Mappable;

  @ApiProperty({ description: 'its title, or its number from 1', example: 'Datum' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  column: string;

  @ApiPropertyOptional({ description: 'what its numbers are multiplied with', example: 1000 })
  @IsOptional()
  @IsNumber({ allowInfinity: false, allowNaN: false })
  scale?: number;
}

/** What is said about all files at once; what is left out is found in each file and its names. */
export class ImportHintsDto {
  @ApiPropertyOptional({ description: 'ccxt id of the venue', example: 'binanceusdm' })
  @IsOptional()
  @Transform(trimmed)
  @Matches(/^[a-z0-9]{1,40}$/, {
    message: 'venue must be a ccxt exchange id in lower case, such as binanceusdm',
  })
  venue?: string;

  @ApiPropertyOptional({ example: 'BTC/USDT:USDT' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(64)
  symbol?: string;

  @ApiPropertyOptional({
    enum: TIMEFRAMES,
    isArray: true,
    description: 'bars to make of trades, or of bars too few to show theirs',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(TIMEFRAMES.length)
  @IsIn(TIMEFRAMES, { each: true })
  timeframes?: Timeframe[];

  @ApiPropertyOptional({ description: 'a comma is the decimal point of numbers' })
  @IsOptional()
  @IsBoolean()
  decimalComma?: boolean;

  @ApiPropertyOptional({ enum: TIME_FORMATS, description: 'how times are written, where it cannot be told' })
  @IsOptional()
  @IsIn(TIME_FORMATS)
  timeFormat?: TimeFormat;

  @ApiPropertyOptional({
    enum: ['open', 'close'],
    description: 'what the time of a bar is; open when left out',
  })
  @IsOptional()
  @IsIn(['open', 'close'])
  stamp?: 'open' | 'close';

  @ApiPropertyOptional({
    type: [ColumnChoiceDto],
    description: 'columns whose titles do not say what they hold',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAPPABLE.length)
  @ValidateNested({ each: true })
  @Type(() => ColumnChoiceDto)
  columns?: ColumnChoiceDto[];
}

/** An import of files that were sent before. */
export class NewImport extends ImportHintsDto {
  @ApiProperty({ format: 'uuid', description: 'the upload that holds the files' })
  @IsUUID()
  upload: string;

  @ApiPropertyOptional({ description: 'reads and checks everything, and writes nothing' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    description: "the dataset's name; made of the files' when left out",
    example: 'btc-2024',
  })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(64)
  name?: string;

  @ApiPropertyOptional({ description: 'where the data come from' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(500)
  origin?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(200)
  licence?: string;

  @ApiPropertyOptional({ description: 'the market in the files is invented' })
  @IsOptional()
  @IsBoolean()
  simulated?: boolean;

  @ApiPropertyOptional({
    enum: REPAIRS,
    isArray: true,
    description: 'what may be done to files that are not in order',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(REPAIRS.length)
  @IsIn(REPAIRS, { each: true })
  repair?: Repair[];

  @ApiPropertyOptional({ description: 'a recipe (YAML) that joins the files of the upload' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(MAX_RECIPE)
  recipe?: string;
}
