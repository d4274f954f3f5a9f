import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../http/content-range.ts';
import { LaneQuery, MetricsQuery, SymbolsQuery } from './lane.query.ts';
import { BarRow, MetricsRow, SymbolRow } from './metrics.dto.ts';
import { RecordedLanes } from './recorded-lanes.ts';

@ApiTags('metrics')
@Controller()
export class MetricsController {
  constructor(private readonly lanes: RecordedLanes) {}

  /** Metrics, signals and detector states of a lane, bar by bar. */
  @Get('metrics')
  @ApiPage(MetricsRow)
  async metrics(
    @Query() query: MetricsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MetricsRow[]> {
    return answerPage(response, await this.lanes.metrics(query));
  }

  /** Bars of a lane, as they were recorded. */
  @Get('bars')
  @ApiPage(BarRow)
  async bars(@Query() query: LaneQuery, @Res({ passthrough: true }) response: Response): Promise<BarRow[]> {
    return answerPage(response, await this.lanes.bars(query));
  }

  /** Symbols, and where they are recorded or watched. */
  @Get('symbols')
  symbols(@Query() query: SymbolsQuery): Promise<SymbolRow[]> {
    return this.lanes.symbols(query);
  }
}
