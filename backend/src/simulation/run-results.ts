import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { HindcastError } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import type { Repository } from 'typeorm';
import { RunResultEntity } from '../database/entities/run-result.entity.ts';
import type { Page } from '../http/content-range.ts';
import type { Equity, Trade } from './dto/result.dto.ts';
import type { Run, RunSummary } from './dto/run.dto.ts';
import type { TradesQuery } from './dto/run.queries.ts';
import { tradesCsv } from './export/trades-csv.ts';
import { reportPage } from './export/report-page.ts';
import { unpack } from './packed.ts';
import { readStrategy } from './run/index.ts';
import { RunsService } from './runs.service.ts';
import { StoredRun } from './stored-run.ts';

/** Unpacked results that are kept at hand: whoever pages through a run asks many times. */
const KEEP_BYTES = 64 * 1024 * 1024;
const HTML_POINTS = 1_200;

/** What came out of runs, for lists, charts and files. */
@Injectable()
export class RunResults {
  /** In the order of last use: the first is the first to go. */
  readonly #kept = new Map<string, StoredRun>();

  constructor(
    @InjectRepository(RunResultEntity) private readonly results: Repository<RunResultEntity>,
    private readonly runs: RunsService,
  ) {}

  /**
   * What a run came to.
   *
   * @throws HindcastError RUN_NOT_FOUND, RUN_BUSY while it is under way, RUN_RESULT_NOT_FOUND when it came to nothing
   */
  async of(id: string): Promise<StoredRun> {
    const summary = await this.runs.summary(id);
    if (summary.state !== 'done') throw withoutResult(summary);
    const stored = this.#kept.get(id) ?? (await this.#read(id));
    this.#kept.delete(id);
    this.#kept.set(id, stored);
    this.#makeRoom();
    return stored;
  }

  async trades(id: string, { offset, limit, sort }: TradesQuery): Promise<Page<Trade>> {
    const run = await this.of(id);
    return { items: run.trades(offset, offset + limit, sort), offset, total: run.length };
  }

  async equity(id: string, points: number): Promise<Equity> {
    return (await this.of(id)).equity(points);
  }

  async html(id: string): Promise<string> {
    const [run, stored] = [await this.runs.one(id), await this.of(id)];
    return reportPage({
      report: stored.report,
      equity: stored.equity(HTML_POINTS),
      trades: stored.trades(),
      title: `${run.strategyName} on ${run.dataset}`,
      strategyText: run.strategy,
      createdAt: run.createdAt,
    });
  }

  async csv(id: string): Promise<string> {
    return tradesCsv((await this.of(id)).trades());
  }

  async json(id: string): Promise<{ run: RunSummary; report: SimulationReport; trades: Trade[] }> {
    const run: Partial<Run> & RunSummary = await this.runs.one(id);
    const stored = await this.of(id);
    delete run.report;
    delete run.assumptions;
    return { run, report: stored.report, trades: stored.trades() };
  }

  async #read(id: string): Promise<StoredRun> {
    const result = await this.results.findOneBy({ runId: id });
    const { strategy: text, parameters } = await this.runs.inputs(id);
    if (!result) throw withoutResult(await this.runs.summary(id));
    const { entryLong, entryShort } = readStrategy(text, { params: parameters });
    const rules = { long: entryLong?.text ?? '', short: entryShort?.text ?? '' };
    const report = result.report as SimulationReport;
    return new StoredRun(report, unpack(result.trades), unpack(result.equity), rules);
  }

  #makeRoom(): void {
    let bytes = [...this.#kept.values()].reduce((sum, run) => sum + run.bytes, 0);
    for (const [id, run] of this.#kept) {
      if (bytes <= KEEP_BYTES || this.#kept.size === 1) return;
      this.#kept.delete(id);
      bytes -= run.bytes;
    }
  }
}

function withoutResult({ id, state, failure }: RunSummary): HindcastError {
  if (state === 'queued' || state === 'running') {
    return new HindcastError('RUN_BUSY', `The run ${id} has not ended yet.`, 'Wait until it is done.', {
      field: 'id',
    });
  }
  return new HindcastError(
    'RUN_RESULT_NOT_FOUND',
    `The run ${id} came to nothing: it is ${state}${failure ? ` (${failure.message.replace(/\.$/, '')})` : ''}.`,
    'Run it again: POST /api/simulations/{id}/rerun.',
    { field: 'id' },
  );
}
