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
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { HindcastError } from '@hindcast/engine';
import { checkDatasetName, DatasetStore, recordDataset, type RecordRequest } from '../../datasets/index.ts';
import { JobQueue, type Job } from '../../jobs/job-queue.ts';
import type { CheckProgress } from '../check.dto.ts';
import { DatabaseRevisions } from './database-revisions.ts';
import { HoldingDto, NewRecording, RecordJobDto } from './record.dto.ts';

type RecordJob = Job<RecordRequest, CheckProgress, { digest: string }>;

/** Datasets out of what was seen live. */
@ApiTags('datasets')
@Controller('datasets')
export class RecordingController implements BeforeApplicationShutdown {
  readonly #queue = new JobQueue<RecordRequest, CheckProgress, { digest: string }>({
    code: 'RECORDING',
    noun: 'recording',
  });
  readonly #revisions: DatabaseRevisions;

  constructor(
    private readonly store: DatasetStore,
    @InjectDataSource() database: DataSource,
  ) {
    this.#revisions = new DatabaseRevisions(database);
  }

  /** What has been seen live and can be recorded. */
  @Get('-/recordable')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [HoldingDto] })
  recordable(): Promise<HoldingDto[]> {
    return this.#revisions.holdings();
  }

  /** Begins to make a dataset of a range of what was seen live; arrival times are kept. */
  @Post('record')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: RecordJobDto })
  async record(@Body() asked: NewRecording): Promise<RecordJobDto> {
    const request = await this.#requestOf(asked);
    const job = this.#queue.start(request, async ({ signal, onProgress }) => {
      const { digest } = await recordDataset(this.store, this.#revisions, request, {
        signal,
        onProgress: (done, total) => onProgress({ done, total }),
      });
      return { digest };
    });
    return describe(job);
  }

  /** The recordings of this run of the server, the newest first. */
  @Get('-/recordings')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [RecordJobDto] })
  list(): RecordJobDto[] {
    return this.#queue.list().map(describe);
  }

  @Get('-/recordings/:id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: RecordJobDto })
  one(@Param('id', ParseUUIDPipe) id: string): RecordJobDto {
    return describe(this.#queue.get(id));
  }

  /** Cancels a recording; nothing of it is kept. */
  @Delete('-/recordings/:id')
  @ApiOkResponse({ type: RecordJobDto })
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<RecordJobDto> {
    return describe(await this.#queue.cancel(id));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#queue.close();
  }

  async #requestOf({
    name,
    market = 'live',
    timeframe,
    from,
    to,
    as = 'known',
    ...rest
  }: NewRecording): Promise<RecordRequest> {
    checkDatasetName(name);
    const holdings = await this.#revisions.holdings();
    const held = holdings.find((one) => one.market === market && one.timeframe === timeframe);
    if (!held) {
      const there = holdings.map((one) => `${one.market} ${one.timeframe}`).join(', ');
      throw new HindcastError(
        'RECORD_EMPTY',
        `Nothing was recorded of ${market} ${timeframe}.`,
        there ? `There is: ${there}.` : 'Nothing was seen live yet.',
        { field: 'timeframe' },
      );
    }
    const range = { from: from ?? held.range.from, to: to ?? held.range.to };
    return { name, market, timeframe, as, ...range, ...rest };
  }
}

function describe({ id, subject, state, progress, result, error }: RecordJob): RecordJobDto {
  return {
    ...{ id, name: subject.name, state, progress },
    digest: result?.digest ?? null,
    error: error && error.toJSON(),
  };
}
