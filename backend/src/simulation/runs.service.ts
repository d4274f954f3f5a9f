import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import { randomUUID } from 'node:crypto';
import { In, type Repository } from 'typeorm';
import { RunEntity } from '../database/entities/run.entity.ts';
import { RunResultEntity } from '../database/entities/run-result.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import { DatasetStore } from '../datasets/index.ts';
import type { Page } from '../http/content-range.ts';
import type { NewRun } from './dto/new-run.dto.ts';
import type { Run, RunFailure, RunInputs, RunState, RunSummary } from './dto/run.dto.ts';
import { recordedDataset } from './recorded-dataset.ts';
import { RunQueue } from './run-queue.ts';
import { resolveRun, type ResolvedRun } from './run-inputs.ts';
import { headlineOf, inputsOf, summaryOf } from './run-mapping.ts';
import { RunThreads, type RunOutcome } from './run-thread.ts';

/** States from which nothing becomes of a run by itself. */
const UNDER_WAY: readonly RunState[] = ['queued', 'running'];

/** What is said of a run that waited or was under way when the server ended, however it ended. */
const INTERRUPTED: RunFailure = {
  code: 'RUN_INTERRUPTED',
  message: 'The server was stopped before the run was done.',
  action: 'Run it again: its inputs are kept.',
};

/** Simulations over whole recordings: they wait, run in the background, and are kept with what it takes to repeat them. */
@Injectable()
export class RunsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Runs');
  readonly #queue = new RunQueue();
  readonly #threads: RunThreads;
  #closing = false;

  constructor(
    @InjectRepository(RunEntity) private readonly runs: Repository<RunEntity>,
    @InjectRepository(RunResultEntity) private readonly results: Repository<RunResultEntity>,
    private readonly writes: WriteQueue,
    @Inject(DatasetStore) private readonly store: DatasetStore,
  ) {
    this.#threads = new RunThreads(store.folders);
  }

  /** What was under way when the server went down was interrupted. */
  async onApplicationBootstrap(): Promise<void> {
    const ending = { state: 'interrupted', failure: INTERRUPTED, finishedAt: Date.now() };
    await this.#update({ state: In([...UNDER_WAY]) }, ending);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    await this.#queue.close();
    await this.#threads.close();
  }

  /** Checks a request and puts it into the queue. */
  async create(request: NewRun): Promise<RunSummary> {
    return this.#enqueue(await resolveRun(this.store, request), null);
  }

  /**
   * Makes a run again from its recorded inputs.
   *
   * @throws HindcastError RUN_DATASET_CHANGED, RUN_DATASET_NOT_FOUND when the recording is not here any more
   */
  async rerun(id: string): Promise<RunSummary> {
    const before = await this.#find(id);
    const recorded = inputsOf(before);
    const resolved = await resolveRun(this.store, {
      dataset: await recordedDataset(this.store, recorded),
      strategy: recorded.strategy,
      timeframe: recorded.timeframe as NewRun['timeframe'],
      venue: recorded.venue ?? undefined,
      symbols: recorded.symbols ?? undefined,
      from: recorded.from ?? undefined,
      to: recorded.to ?? undefined,
      parameters: recorded.parameters,
      config: recorded.config,
    });
    const { costs, initialCapital, seed } = recorded;
    return this.#enqueue(
      { ...resolved, inputs: { ...resolved.inputs, costs, initialCapital, seed } },
      before,
    );
  }

  /** The runs made so far, the newest first. */
  async list(offset: number, limit: number): Promise<Page<RunSummary>> {
    const order = { createdAt: 'DESC', id: 'ASC' } as const;
    const [rows, total] = await this.runs.findAndCount({ order, skip: offset, take: limit });
    return { items: rows.map((run) => this.#summary(run)), offset, total };
  }

  async one(id: string): Promise<Run> {
    const run = await this.#find(id);
    const result = await this.results.findOne({ where: { runId: id }, select: { report: true } });
    const report = (result?.report as SimulationReport | undefined) ?? null;
    return {
      ...this.#summary(run),
      inputs: inputsOf(run),
      strategy: run.strategy,
      report,
      assumptions: [...(report?.assumptions ?? [])],
    };
  }

  async summary(id: string): Promise<RunSummary> {
    return this.#summary(await this.#find(id));
  }

  async inputs(id: string): Promise<RunInputs> {
    return inputsOf(await this.#find(id));
  }

  /** Ends a run that waits or is under way; one that has ended stays as it is. */
  async cancel(id: string): Promise<RunSummary> {
    await this.#find(id);
    await this.#queue.cancel(id);
    return this.summary(id);
  }

  async remove(id: string): Promise<void> {
    await this.cancel(id);
    await this.writes.run(async (manager) => {
      await manager.getRepository(RunResultEntity).delete({ runId: id });
      await manager.getRepository(RunEntity).delete({ id });
    });
  }

  async #enqueue({ strategy, choice, inputs }: ResolvedRun, before: RunEntity | null): Promise<RunSummary> {
    const { dataset, datasetDigest, timeframe, strategy: text, engineVersion, ...rest } = inputs;
    const run: RunEntity = {
      id: randomUUID(),
      state: 'queued',
      failure: null,
      ...{ dataset, datasetDigest, timeframe },
      lanes: choice.traded.map(({ venue, symbol }) => ({ venue, symbol })),
      strategyName: strategy.name,
      strategyHash: strategy.hash,
      strategy: text,
      inputs: rest,
      engineVersion,
      headline: null,
      digest: null,
      rerunOf: before?.id ?? null,
      expectedDigest: before?.digest ?? null,
      createdAt: Date.now(),
      startedAt: null,
      finishedAt: null,
    };
    this.#queue.admit();
    try {
      await this.writes.run((manager) => manager.getRepository(RunEntity).insert(run));
    } catch (error) {
      this.#queue.refuse();
      throw error;
    }
    this.#queue.add(run.id, (signal) => this.#perform(run.id, inputs, signal));
    return this.#summary(run);
  }

  async #perform(id: string, inputs: RunInputs, signal: AbortSignal): Promise<void> {
    try {
      if (signal.aborted) return await this.#stop(id);
      await this.#update({ id }, { state: 'running', startedAt: Date.now() });
      const outcome = await this.#threads.run(inputs, (advance) => this.#queue.advance(id, advance), signal);
      await this.#done(id, outcome);
    } catch (error) {
      if (signal.aborted) await this.#stop(id);
      else await this.#end(id, 'failed', this.#failureOf(error));
    }
  }

  /** Somebody cancelled it, or the server goes down. */
  async #stop(id: string): Promise<void> {
    if (this.#closing) await this.#end(id, 'interrupted', INTERRUPTED);
    else await this.#end(id, 'cancelled');
  }

  async #done(id: string, { report, digest, trades, equity }: RunOutcome): Promise<void> {
    const final = { state: 'done', digest, headline: headlineOf(report), finishedAt: Date.now() };
    await this.writes.run(async (manager) => {
      await manager.getRepository(RunResultEntity).insert({ runId: id, report, trades, equity });
      await manager.getRepository(RunEntity).update({ id }, final);
    });
  }

  async #end(id: string, state: RunState, failure: RunFailure | null = null): Promise<void> {
    await this.#update({ id }, { state, failure, finishedAt: Date.now() });
  }

  async #update(where: object, what: Partial<RunEntity>): Promise<void> {
    await this.writes.run((manager) => manager.getRepository(RunEntity).update(where, what));
  }

  async #find(id: string): Promise<RunEntity> {
    const run = await this.runs.findOneBy({ id });
    if (run) return run;
    throw new HindcastError('RUN_NOT_FOUND', `There is no run ${id}.`, 'GET /api/simulations lists them.', {
      field: 'id',
    });
  }

  #summary(run: RunEntity): RunSummary {
    return summaryOf(run, this.#queue.progress(run.id));
  }

  #failureOf(error: unknown): RunFailure {
    if (error instanceof HindcastError) {
      const { code, message, action } = error;
      return { code, message, action };
    }
    this.#logger.error(error instanceof Error ? error.stack : error);
    return {
      code: 'INTERNAL',
      message: 'Something went wrong while simulating.',
      action: "Look into the server's log, and report it.",
    };
  }
}
