import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../../http/content-range.ts';
import { Acknowledge, Acknowledged, HistoryQuery, KeptAlert } from './history.dto.ts';
import { AlertHistory } from './history.service.ts';

@ApiTags('alerts')
@Controller('alerts')
export class HistoryController {
  constructor(private readonly history: AlertHistory) {}

  /** What was said live, the newest first. */
  @Get('history')
  @ApiPage(KeptAlert)
  async list(
    @Query() query: HistoryQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KeptAlert[]> {
    return answerPage(response, await this.history.page(query));
  }

  /** One alert, by the id that receivers get. */
  @Get('history/:eventId')
  @ApiOkResponse({ type: KeptAlert })
  one(@Param('eventId', ParseUUIDPipe) eventId: string): Promise<KeptAlert> {
    return this.history.one(eventId);
  }

  /** Says of alerts that they were seen, or takes that back. */
  @Post('acknowledge')
  @HttpCode(200)
  @ApiOkResponse({ type: Acknowledged })
  async acknowledge(@Body() request: Acknowledge): Promise<Acknowledged> {
    return { changed: await this.history.acknowledge(request) };
  }
}
