import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import { randomUUID } from 'node:crypto';
import type { Repository } from 'typeorm';
import { RunEntity } from '../database/entities/run.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import { DatasetStore } from '../datasets/index.ts';
import type { Page } from '../http/content-range.ts';
import { VERSION } from '../version.ts';
import type { NewRun, Run, RunSummary } from './run.dto.ts';
import { readStrategy, runSimulation } from './run/index.ts';

/** Simulations under way at once: each holds a whole recording in memory. */
const AT_ONCE = 2;

/** Simulations over whole recordings, kept with what it takes to repeat them. */
@Injectable()
export class RunsService {
  #underWay = 0;

  constructor(
    @InjectRepository(RunEntity) private readonly runs: Repository<RunEntity>,
    private readonly writes: WriteQueue,
    private readonly store: DatasetStore,
  ) {}

  /** Simulates and keeps the report. Ends early, and keeps nothing, when `signal` fires. */
  async create(request: NewRun, signal: AbortSignal): Promise<Run> {
    const { dataset: name, timeframe, venue, symbols } = request;
    const strategy = readStrategy(request.strategy);
    if (this.#underWay >= AT_ONCE) throw busy();
    this.#underWay++;
    try {
      const what = { dataset: name, strategy, timeframe, venue, symbols };
      const { dataset, simulation, report } = await runSimulation(this.store, what, { signal });
      const run = {
        id: randomUUID(),
        dataset: name,
        datasetDigest: dataset.digest,
        timeframe: simulation.lanes[0].key.timeframe,
        strategyName: strategy.name,
        strategy: request.strategy,
        engineVersion: VERSION,
        report,
        createdAt: Date.now(),
      };
      for (const { tape } of simulation.lanes) this.store.closeTape(tape);
      await this.writes.run((manager) => manager.getRepository(RunEntity).insert(run));
      return runOf(run);
    } finally {
      this.#underWay--;
    }
  }

  /** The runs made so far, the newest first. */
  async list(offset: number, limit: number): Promise<Page<RunSummary>> {
    const order = { createdAt: 'DESC', id: 'ASC' } as const;
    const [rows, total] = await this.runs.findAndCount({ order, skip: offset, take: limit });
    return { items: rows.map(summaryOf), offset, total };
  }

  async one(id: string): Promise<Run> {
    const run = await this.runs.findOneBy({ id });
    if (run) return runOf(run);
    throw new HindcastError('RUN_NOT_FOUND', `There is no run ${id}.`, 'GET /api/simulations lists them.', {
      field: 'id',
    });
  }
}

function summaryOf(run: RunEntity): RunSummary {
  const { id, dataset, datasetDigest, timeframe, strategyName, engineVersion, createdAt } = run;
  const { numbers } = run.report as SimulationReport;
  return {
    ...{ id, dataset, datasetDigest, timeframe, strategyName, engineVersion, createdAt },
    netPnl: numbers.netPnl,
    trades: numbers.trades,
  };
}

function runOf(run: RunEntity): Run {
  return { ...summaryOf(run), strategy: run.strategy, report: run.report as SimulationReport };
}

function busy(): HindcastError {
  return new HindcastError(
    'SIMULATIONS_BUSY',
    `${AT_ONCE} simulations are under way already.`,
    'Wait until one has ended.',
  );
}
