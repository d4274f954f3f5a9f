import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Injectable,
  type MessageEvent,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Sse,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { StudiesService, type StudyJob } from './studies.service.ts';
import type { StudyWork } from './study-work.ts';
import {
  LedgerQuery,
  NewSweep,
  NewValidation,
  NewWalk,
  StudyDto,
  SweepTrialDto,
  TrialEntryDto,
  TrialsQuery,
  UnfinishedSweepDto,
} from './study.dto.ts';

function dtoOf({ id, state, subject, progress, error, result }: StudyJob, whole: boolean): StudyDto {
  return {
    id,
    state,
    request: subject.request,
    progress,
    error: error && error.toJSON(),
    result: whole ? result : null,
  };
}

/** What every kind of study is asked in the same way. */
@Injectable()
abstract class StudiesOfKind {
  protected abstract readonly kind: StudyWork['kind'];

  constructor(protected readonly studies: StudiesService) {}

  /** Those of this run of the server, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [StudyDto] })
  list(): StudyDto[] {
    return this.studies.list(this.kind).map((job) => dtoOf(job, false));
  }

  /** One of them with its result. */
  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: StudyDto })
  one(@Param('id', ParseUUIDPipe) id: string): StudyDto {
    return dtoOf(this.studies.get(id, this.kind), true);
  }

  /**
   * Server-sent events until it has ended: `study` with state and progress, and of a sweep `trials`, as they finish. A reader that was
   * cut off goes on where it was (Last-Event-ID).
   */
  @Sse(':id/events')
  @ApiHeader({ name: 'last-event-id', required: false, description: 'trials that the reader has already' })
  @ApiProduces('text/event-stream')
  events(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('last-event-id') last?: string,
  ): Observable<MessageEvent> {
    const sent = Number(last);
    return this.studies.events(id, this.kind, Number.isInteger(sent) && sent > 0 ? sent : 0);
  }

  /** Stops it. Finished trials of a sweep are kept: the same sweep asked for again goes on with them. */
  @Delete(':id')
  @ApiOkResponse({ type: StudyDto })
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<StudyDto> {
    return dtoOf(await this.studies.cancel(id, this.kind), false);
  }
}

@ApiTags('validations')
@Controller('validations')
export class ValidationsController extends StudiesOfKind {
  protected readonly kind = 'validation';

  /** Begins an event study of signals, tiers, detector events or expressions. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  async start(@Body() request: NewValidation): Promise<StudyDto> {
    return dtoOf(await this.studies.start({ kind: 'validation', request }), false);
  }

  /** Everything that was tried on a dataset, the oldest first: what later tries are judged with. */
  @Get('ledger')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [TrialEntryDto] })
  ledger(@Query() { dataset }: LedgerQuery): Promise<TrialEntryDto[]> {
    return this.studies.ledger(dataset);
  }
}

@ApiTags('sweeps')
@Controller('sweeps')
export class SweepsController extends StudiesOfKind {
  protected readonly kind = 'sweep';

  /** Begins a sweep, or goes on with the same one where it was. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  async start(@Body() request: NewSweep): Promise<StudyDto> {
    return dtoOf(await this.studies.start({ kind: 'sweep', request }), false);
  }

  /** Sweeps over a dataset that stopped before their end, the last first: the same request goes on where it was. */
  @Get('unfinished')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [UnfinishedSweepDto] })
  unfinished(@Query() { dataset }: LedgerQuery): Promise<UnfinishedSweepDto[]> {
    return this.studies.unfinished(dataset);
  }

  /** Trials in the order in which they finished, from the n-th on: what a page draws while the sweep runs. */
  @Get(':id/trials')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [SweepTrialDto] })
  trials(@Param('id', ParseUUIDPipe) id: string, @Query() { from }: TrialsQuery): readonly SweepTrialDto[] {
    return this.studies.trials(id, from);
  }
}

@ApiTags('walk-forwards')
@Controller('walk-forwards')
export class WalkForwardsController extends StudiesOfKind {
  protected readonly kind = 'walk';

  /** Begins a walk-forward. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  async start(@Body() request: NewWalk): Promise<StudyDto> {
    return dtoOf(await this.studies.start({ kind: 'walk', request }), false);
  }
}
