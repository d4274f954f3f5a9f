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
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { parseDimension } from '@hindcast/engine/sweep';
import { expressionSubject, subjectsNamed } from '@hindcast/engine/validation';
import { readStrategy } from '../simulation/run/index.ts';
import { StudiesService, type StudyJob } from './studies.service.ts';
import {
  LedgerQuery,
  NewSweep,
  NewValidation,
  NewWalk,
  StudyDto,
  SweepTrialDto,
  TrialEntryDto,
  TrialsQuery,
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

/** Refuses what would only fail in the background. */
function checkTrials({ strategy, vary }: { strategy: string; vary: readonly string[] }): void {
  readStrategy(strategy);
  vary.forEach(parseDimension);
}

@ApiTags('validations')
@Controller('validations')
export class ValidationsController {
  constructor(private readonly studies: StudiesService) {}

  /** Begins an event study of signals, tiers, detector events or expressions. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  start(@Body() request: NewValidation): StudyDto {
    subjectsNamed(request.signals ?? []);
    (request.expressions ?? []).forEach(expressionSubject);
    return dtoOf(this.studies.start({ kind: 'validation', request }), false);
  }

  /** The validations of this run of the server, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [StudyDto] })
  list(): StudyDto[] {
    return this.studies.list('validation').map((job) => dtoOf(job, false));
  }

  /** Everything that was tried on a dataset, the oldest first: what later tries are judged with. */
  @Get('ledger')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [TrialEntryDto] })
  ledger(@Query() { dataset }: LedgerQuery): Promise<TrialEntryDto[]> {
    return this.studies.ledger(dataset);
  }

  /** One validation with its result. */
  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: StudyDto })
  one(@Param('id', ParseUUIDPipe) id: string): StudyDto {
    return dtoOf(this.studies.get(id), true);
  }

  /** Stops a validation; nothing of it is kept. */
  @Delete(':id')
  @ApiOkResponse({ type: StudyDto })
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<StudyDto> {
    return dtoOf(await this.studies.cancel(id), false);
  }
}

@ApiTags('sweeps')
@Controller('sweeps')
export class SweepsController {
  constructor(private readonly studies: StudiesService) {}

  /** Begins a sweep, or goes on with the same one where it was. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  start(@Body() request: NewSweep): StudyDto {
    checkTrials(request);
    return dtoOf(this.studies.start({ kind: 'sweep', request }), false);
  }

  /** The sweeps of this run of the server, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [StudyDto] })
  list(): StudyDto[] {
    return this.studies.list('sweep').map((job) => dtoOf(job, false));
  }

  /** One sweep with its result. */
  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: StudyDto })
  one(@Param('id', ParseUUIDPipe) id: string): StudyDto {
    return dtoOf(this.studies.get(id), true);
  }

  /** Trials in the order in which they finished, from the n-th on: what a page draws while the sweep runs. */
  @Get(':id/trials')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [SweepTrialDto] })
  trials(@Param('id', ParseUUIDPipe) id: string, @Query() { from }: TrialsQuery): readonly SweepTrialDto[] {
    return this.studies.trials(id, from);
  }

  /** Stops a sweep. Finished trials are kept: the same sweep asked for again goes on with them. */
  @Delete(':id')
  @ApiOkResponse({ type: StudyDto })
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<StudyDto> {
    return dtoOf(await this.studies.cancel(id), false);
  }
}

@ApiTags('walk-forwards')
@Controller('walk-forwards')
export class WalkForwardsController {
  constructor(private readonly studies: StudiesService) {}

  /** Begins a walk-forward. Watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: StudyDto })
  start(@Body() request: NewWalk): StudyDto {
    checkTrials(request);
    return dtoOf(this.studies.start({ kind: 'walk', request }), false);
  }

  /** The walk-forwards of this run of the server, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [StudyDto] })
  list(): StudyDto[] {
    return this.studies.list('walk').map((job) => dtoOf(job, false));
  }

  /** One walk-forward with its result. */
  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: StudyDto })
  one(@Param('id', ParseUUIDPipe) id: string): StudyDto {
    return dtoOf(this.studies.get(id), true);
  }

  /** Stops a walk-forward; nothing of it is kept. */
  @Delete(':id')
  @ApiOkResponse({ type: StudyDto })
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<StudyDto> {
    return dtoOf(await this.studies.cancel(id), false);
  }
}
