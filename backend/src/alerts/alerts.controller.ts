import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SignalRow } from '@hindcast/engine/wire';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../http/content-range.ts';
import { AlertDto } from './alert.dto.ts';
import { SignalsQuery } from './alerts.query.ts';
import { RecordedAlerts } from './recorded-alerts.ts';
import { SignalDto } from './signal.dto.ts';

@ApiTags('alerts')
@Controller()
export class AlertsController {
  constructor(private readonly recorded: RecordedAlerts) {}

  /** Signals of a recording, or of the live market, with their reasons, bar by bar. */
  @Get('signals')
  @ApiPage(SignalDto)
  async signals(
    @Query() query: SignalsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignalRow[]> {
    return answerPage(response, await this.recorded.signals(query));
  }

  /** What a recording would have said to a person, or what was said live: signals of a high tier, the words of the detectors. */
  @Get('alerts')
  @ApiPage(AlertDto)
  async alerts(
    @Query() query: SignalsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AlertDto[]> {
    return answerPage(response, await this.recorded.alerts(query));
  }
}
