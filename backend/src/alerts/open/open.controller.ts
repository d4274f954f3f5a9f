import { Controller, Get, Header, Param, ParseUUIDPipe, Redirect } from '@nestjs/common';
import { ApiFoundResponse, ApiTags } from '@nestjs/swagger';
import { AlertOpener } from './alert-opener.ts';

@ApiTags('alerts')
@Controller('alerts/open')
export class OpenController {
  constructor(private readonly opener: AlertOpener) {}

  /**
   * Opens the replay at an alert's bar: where the links in deliveries lead. The recording that holds the bar is looked for, and
   * made of what was collected when there is none.
   */
  @Get(':eventId')
  @Header('Cache-Control', 'no-store')
  @Redirect()
  @ApiFoundResponse({ description: 'the replay page, at the close of the bar' })
  async open(@Param('eventId', ParseUUIDPipe) eventId: string): Promise<{ url: string }> {
    return { url: await this.opener.pathOf(eventId) };
  }
}
