import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../http/content-range.ts';
import { PageQuery } from '../metrics/lane.query.ts';
import { NewRun, Run, RunSummary } from './run.dto.ts';
import { RunsService } from './runs.service.ts';

@ApiTags('simulations')
@Controller('simulations')
export class SimulationsController {
  constructor(private readonly runs: RunsService) {}

  /** Simulates a strategy over a recording and keeps the report. Hanging up ends it. */
  @Post()
  @ApiCreatedResponse({ type: Run })
  create(@Body() request: NewRun, @Res({ passthrough: true }) response: Response): Promise<Run> {
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    return this.runs.create(request, hungUp.signal);
  }

  /** The runs made so far, the newest first. */
  @Get()
  @ApiPage(RunSummary)
  async list(
    @Query() { offset, limit }: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RunSummary[]> {
    return answerPage(response, await this.runs.list(offset, limit));
  }

  /** One run with its report. */
  @Get(':id')
  @ApiOkResponse({ type: Run })
  one(@Param('id', ParseUUIDPipe) id: string): Promise<Run> {
    return this.runs.one(id);
  }
}
