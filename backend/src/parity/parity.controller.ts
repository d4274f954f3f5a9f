import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ParityQuery, ParityReceipt } from './parity.dto.ts';
import { ParityJob } from './parity.job.ts';

@ApiTags('parity')
@Controller('parity')
export class ParityController {
  constructor(private readonly job: ParityJob) {}

  /**
   * The receipt that a replay of what was recorded live says the same. Without a range the last one of the nightly job, or a
   * new one where there is none or it is older than a minute.
   */
  @Get()
  @ApiOkResponse({ type: ParityReceipt })
  @Header('Cache-Control', 'no-store')
  check(@Query() query: ParityQuery): Promise<ParityReceipt> {
    return this.job.receipt(query);
  }
}
