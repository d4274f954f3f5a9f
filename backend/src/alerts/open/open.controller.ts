import { Controller, Header, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AlertOpener } from './alert-opener.ts';

export class OpenedAlert {
  @ApiProperty({ description: 'path of the replay page, at the close of the bar' })
  path: string;
}

@ApiTags('alerts')
@Controller('alerts/open')
export class OpenController {
  constructor(private readonly opener: AlertOpener) {}

  /**
   * Where an alert's bar can be replayed: the page that links in deliveries lead to asks for it. The recording that holds the
   * bar is looked for, and made of what was collected when there is none.
   */
  @Post(':eventId')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: OpenedAlert })
  async open(@Param('eventId', ParseUUIDPipe) eventId: string): Promise<OpenedAlert> {
    return { path: await this.opener.pathOf(eventId) };
  }
}
