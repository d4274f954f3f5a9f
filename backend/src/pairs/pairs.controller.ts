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
import { ApiAcceptedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PairAnalysisDto, PairLegDto } from './dto/pair-analysis.dto.ts';
import { NewPairScan, PairScanDto } from './dto/pair-scan.dto.ts';
import { PairAnalysisQuery, PairSettingsQuery, PairSourceQuery } from './dto/pair.query.ts';
import { PairsService } from './pairs.service.ts';
import { ScansService } from './scan/scans.service.ts';

@ApiTags('pairs')
@Controller('pairs')
export class PairsController {
  constructor(
    private readonly pairs: PairsService,
    private readonly scans: ScansService,
  ) {}

  /** Symbols that can be paired: of a recording, of the live market, or of an uploaded table. */
  @Get('symbols')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [PairLegDto] })
  symbols(@Query() query: PairSourceQuery): Promise<PairLegDto[]> {
    return this.pairs.symbols(query);
  }

  /**
   * Two symbols: hedge ratio by OLS, Huber and Kalman, spread, z-score, correlation, ADF, half-life and a verdict. With `until` as it stood
   * then: nothing that closed later is looked at. What is degenerate is answered with a sentence under `problem`.
   */
  @Get('analysis')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: PairAnalysisDto })
  analysis(@Query() query: PairAnalysisQuery): Promise<PairAnalysisDto> {
    return this.pairs.analyse(query);
  }

  /** The rolling columns of every bar of the range as CSV: timestamp, y, x, and what the analysis draws. */
  @Get('analysis.csv')
  @ApiProduces('text/csv')
  @ApiOkResponse({ type: String })
  async csv(@Query() query: PairSettingsQuery, @Res() response: Response): Promise<void> {
    const lines = await this.pairs.csv(query);
    const name = `pair-${query.y}-${query.x}-${query.method}`.replace(/[^A-Za-z0-9.-]+/g, '_');
    response.setHeader('Content-Disposition', `attachment; filename="${name}.csv"`);
    response.type('text/csv; charset=utf-8');
    await pipeline(Readable.from(lines), response);
  }

  /** Begins a scan: cointegration of every pair of a universe. Watch it by its id. */
  @Post('scans')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: PairScanDto })
  scan(@Body() request: NewPairScan): Promise<PairScanDto> {
    return this.scans.start(request);
  }

  /** The scans of this run of the server, the newest first. */
  @Get('scans')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [PairScanDto] })
  list(): PairScanDto[] {
    return this.scans.list();
  }

  /** One scan with its result. */
  @Get('scans/:id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: PairScanDto })
  one(@Param('id', ParseUUIDPipe) id: string): PairScanDto {
    return this.scans.get(id);
  }

  /** Stops a scan; nothing of it is kept. */
  @Delete('scans/:id')
  @ApiOkResponse({ type: PairScanDto })
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<PairScanDto> {
    return this.scans.cancel(id);
  }
}
