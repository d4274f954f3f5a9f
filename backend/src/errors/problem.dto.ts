import { ApiProperty } from '@nestjs/swagger';

/** Where in a file or a request a problem sits: whatever of these is known. */
export class ProblemPlace {
  @ApiProperty({ required: false })
  file?: string;
  @ApiProperty({ required: false })
  row?: number;
  @ApiProperty({ required: false, oneOf: [{ type: 'number' }, { type: 'string' }] })
  column?: number | string;
  @ApiProperty({ required: false })
  field?: string;
  @ApiProperty({ required: false, type: 'integer', description: 'characters from the column on' })
  length?: number;
}

/** What every request that fails is answered with. */
export class Problem {
  @ApiProperty({ description: 'stable, for programs', example: 'DATASET_UNKNOWN' })
  code: string;
  @ApiProperty({ description: 'one sentence: what is wrong and where' })
  message: string;
  @ApiProperty({ description: 'what to do about it' })
  action: string;
  @ApiProperty({ type: ProblemPlace })
  place: ProblemPlace;
  @ApiProperty({ description: "the same id stands in the server's log and in the X-Request-Id header" })
  requestId: string;
}
