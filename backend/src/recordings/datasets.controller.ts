import { Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { bucketFor, coverageMap, DatasetStore, zipDataset } from '../datasets/index.ts';
import {
  CoverageDto,
  ExportQuery,
  FindingDto,
  QualityDto,
  StretchQuery,
  VerificationDto,
} from './check.dto.ts';
import { DatasetChecks } from './dataset-checks.ts';
import {
  BrokenDataset,
  brokenOf,
  DatasetDetail,
  DatasetSummary,
  detailOf,
  summaryOf,
} from './dataset.dto.ts';

/** A heat map has no more columns: as many as a wide screen can tell apart. */
const MOST_BUCKETS = 400;

@ApiTags('datasets')
@Controller('datasets')
export class DatasetsController {
  constructor(
    private readonly store: DatasetStore,
    private readonly checks: DatasetChecks,
  ) {}

  /** The recorded datasets that can be replayed, by name. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: [DatasetSummary] })
  async list(): Promise<DatasetSummary[]> {
    const entries = await this.store.list();
    return entries.flatMap((entry) => ('manifest' in entry ? [summaryOf(entry)] : []));
  }

  /** Folders among the datasets that cannot be used, and why. */
  @Get('-/broken')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: [BrokenDataset] })
  async broken(): Promise<BrokenDataset[]> {
    const entries = await this.store.list();
    return entries.flatMap((entry) => ('problem' in entry ? [brokenOf(entry)] : []));
  }

  /** One dataset: where it comes from, its lanes, its gaps. */
  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: DatasetDetail })
  async one(@Param('name') name: string): Promise<DatasetDetail> {
    return detailOf(await this.store.entry(name));
  }

  /** Deletes a dataset of the user's own. */
  @Delete(':name')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Param('name') name: string): Promise<void> {
    await this.store.delete(name);
  }

  /** Whether every file is as it was written, once somebody has asked. */
  @Get(':name/verification')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: VerificationDto })
  verification(@Param('name') name: string): Promise<VerificationDto> {
    return this.checks.verification(name);
  }

  /** Begins to hash every file again. */
  @Post(':name/verification')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: VerificationDto })
  verify(@Param('name') name: string): Promise<VerificationDto> {
    return this.checks.startVerification(name);
  }

  @Delete(':name/verification')
  @HttpCode(204)
  @ApiNoContentResponse()
  async cancelVerification(@Param('name') name: string): Promise<void> {
    await this.checks.cancel('verification', name);
  }

  /** What is doubtful in a dataset, once somebody has looked. Nothing of it is ever changed. */
  @Get(':name/quality')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: QualityDto })
  quality(@Param('name') name: string): Promise<QualityDto> {
    return this.checks.quality(name);
  }

  /** Begins to look through every bar; a report that there is already is answered at once. */
  @Post(':name/quality')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: QualityDto })
  assess(@Param('name') name: string): Promise<QualityDto> {
    return this.checks.startQuality(name);
  }

  @Delete(':name/quality')
  @HttpCode(204)
  @ApiNoContentResponse()
  async cancelQuality(@Param('name') name: string): Promise<void> {
    await this.checks.cancel('quality', name);
  }

  /** Which bars there are, lane by lane over time. */
  @Get(':name/coverage')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: CoverageDto })
  async coverage(@Param('name') name: string): Promise<CoverageDto> {
    const manifest = await this.store.manifest(name);
    return coverageMap(manifest, bucketFor(manifest, MOST_BUCKETS));
  }

  /** Everything that is doubtful in a stretch of one lane. */
  @Get(':name/coverage/stretch')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: [FindingDto] })
  stretch(@Param('name') name: string, @Query() query: StretchQuery): Promise<FindingDto[]> {
    return this.checks.stretch(name, query);
  }

  /** The dataset as an archive: Parquet with its manifest, or one CSV file for each lane. */
  @Get(':name/export')
  @Header('Cache-Control', 'no-store')
  @ApiProduces('application/zip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(
    @Param('name') name: string,
    @Query() { format }: ExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    const dataset = await this.store.open(name);
    response.setHeader('Content-Type', 'application/zip');
    response.setHeader('Content-Disposition', `attachment; filename="${name}-${format}.zip"`);
    await zipDataset(dataset, format, response);
  }
}
