import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { SimulationReport } from '@hindcast/engine/simulation';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../http/content-range.ts';
import { PageQuery } from '../metrics/lane.query.ts';
import { Comparisons } from './comparisons.ts';
import { NewRun, PreviewRequest } from './dto/new-run.dto.ts';
import { Comparison, Equity, Figure, Preview, Trade } from './dto/result.dto.ts';
import { CompareQuery, EquityQuery, TradesQuery } from './dto/run.queries.ts';
import { Run, RunSummary } from './dto/run.dto.ts';
import { figures } from './figures.ts';
import { Previews } from './previews.ts';
import { RunResults } from './run-results.ts';
import { RunsService } from './runs.service.ts';

@ApiTags('simulations')
@Controller('simulations')
export class SimulationsController {
  constructor(
    private readonly runs: RunsService,
    private readonly results: RunResults,
    private readonly comparisons: Comparisons,
    private readonly previews: Previews,
  ) {}

  /** Simulates a strategy over a recording, in the background. Ask for the run to see how far it is. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: RunSummary })
  create(@Body() request: NewRun): Promise<RunSummary> {
    return this.runs.create(request);
  }

  /** Simulates at once and keeps nothing: for sliders. Hanging up ends it. */
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: Preview })
  preview(@Body() request: PreviewRequest, @Res({ passthrough: true }) response: Response): Promise<Preview> {
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    return this.previews.make(request, hungUp.signal);
  }

  /** The runs made so far, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  @ApiPage(RunSummary)
  async list(
    @Query() { offset, limit }: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RunSummary[]> {
    return answerPage(response, await this.runs.list(offset, limit));
  }

  /** What every figure of a report means, in the order in which reports show them. */
  @Get('figures')
  @ApiOkResponse({ type: [Figure] })
  figures(): Figure[] {
    return figures();
  }

  /** Two runs side by side: inputs, figures, trades, equity. */
  @Get('compare')
  @ApiOkResponse({ type: Comparison })
  compare(@Query() { a, b }: CompareQuery): Promise<Comparison> {
    return this.comparisons.of(a, b);
  }

  /** One run: its state, its inputs and, when it is done, its report. */
  @Get(':id')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: Run })
  one(@Param('id', ParseUUIDPipe) id: string): Promise<Run> {
    return this.runs.one(id);
  }

  /** Ends a run that waits or is under way. One that has ended stays as it is. */
  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: RunSummary })
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<RunSummary> {
    return this.runs.cancel(id);
  }

  /** Deletes a run and what came out of it; one that is under way is ended first. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.runs.remove(id);
  }

  /** Makes a run again from its recorded inputs; `same` says, once it is done, whether the same came out. */
  @Post(':id/rerun')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: RunSummary })
  rerun(@Param('id', ParseUUIDPipe) id: string): Promise<RunSummary> {
    return this.runs.rerun(id);
  }

  /** The trades of a run that is done. */
  @Get(':id/trades')
  @ApiPage(Trade)
  async trades(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: TradesQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Trade[]> {
    return answerPage(response, await this.results.trades(id, query));
  }

  /** Equity, drawdown, exposure and buy-and-hold of a run that is done, in at most so many points. */
  @Get(':id/equity')
  @ApiOkResponse({ type: Equity })
  equity(@Param('id', ParseUUIDPipe) id: string, @Query() { points }: EquityQuery): Promise<Equity> {
    return this.results.equity(id, points);
  }

  /** The report as one page that needs nothing else: to keep, to mail, to read offline. */
  @Get(':id/report.html')
  @ApiProduces('text/html')
  @ApiOkResponse({ type: String })
  async html(@Param('id', ParseUUIDPipe) id: string, @Res() response: Response): Promise<void> {
    send(response, 'text/html', `hindcast-${id}.html`, await this.results.html(id));
  }

  /** All trades as CSV. */
  @Get(':id/trades.csv')
  @ApiProduces('text/csv')
  @ApiOkResponse({ type: String })
  async csv(@Param('id', ParseUUIDPipe) id: string, @Res() response: Response): Promise<void> {
    send(response, 'text/csv', `hindcast-${id}-trades.csv`, await this.results.csv(id));
  }

  /** The report with its inputs and all trades as one JSON document. */
  @Get(':id/report.json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async json(
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ run: RunSummary; report: SimulationReport; trades: Trade[] }> {
    response.setHeader('Content-Disposition', `attachment; filename="hindcast-${id}.json"`);
    return this.results.json(id);
  }
}

function send(response: Response, type: string, name: string, text: string): void {
  response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
  response.type(`${type}; charset=utf-8`).send(text);
}
