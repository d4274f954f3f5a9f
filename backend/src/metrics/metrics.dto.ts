import { ApiProperty } from '@nestjs/swagger';
import { BAR_FIELD_DOCS, BAR_FIELDS } from '@hindcast/engine';

/** The metrics of one bar. */
export class MetricsRow {
  @ApiProperty({ type: 'integer', description: 'row of the lane' })
  row: number;

  @ApiProperty({ description: 'open time of the bar, UTC ms; the values were known at its close' })
  time: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    description: 'by column name; null where missing',
  })
  values: Record<string, number | null>;
}

/** One bar; a field that the source did not have is null. */
export class BarRow {
  @ApiProperty({ description: 'UTC ms' })
  openTime: number;
  [field: string]: number | null;
}
for (const field of BAR_FIELDS) {
  const { unit, meaning } = BAR_FIELD_DOCS[field];
  ApiProperty({ type: Number, nullable: true, description: `${meaning} (${unit})` })(BarRow.prototype, field);
}

/** A symbol and where it is recorded; of the live market, `dataset` says what is played. */
export class SymbolRow {
  @ApiProperty()
  dataset: string;
  @ApiProperty()
  symbol: string;
  @ApiProperty({ type: [String] })
  venues: string[];
  @ApiProperty({ type: [String] })
  timeframes: string[];
}
