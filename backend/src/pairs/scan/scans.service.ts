import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { JobQueue, type Job } from '../../jobs/job-queue.ts';
import type {
  NewPairScan,
  PairScanDto,
  PairScanProgressDto,
  PairScanResultDto,
} from '../dto/pair-scan.dto.ts';
import { PairsService } from '../pairs.service.ts';
import { scanPairs } from './scan-run.ts';

type ScanJob = Job<NewPairScan, PairScanProgressDto, PairScanResultDto>;

/** Scans that run beside the server, one after another: each takes every core it can get. */
@Injectable()
export class ScansService implements BeforeApplicationShutdown {
  readonly #queue = new JobQueue<NewPairScan, PairScanProgressDto, PairScanResultDto>({
    code: 'PAIR_SCAN',
    noun: 'scan',
  });

  constructor(private readonly pairs: PairsService) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.#queue.close();
  }

  /** Begins a scan. What is asked for wrongly is refused at once. */
  async start(request: NewPairScan): Promise<PairScanDto> {
    const source = await this.pairs.source(request);
    const job = this.#queue.start(request, ({ signal, onProgress }) =>
      scanPairs(source, request, { signal, onProgress: (done, total) => onProgress({ done, total }) }),
    );
    return described(job, false);
  }

  list(): PairScanDto[] {
    return this.#queue.list().map((job) => described(job, false));
  }

  get(id: string): PairScanDto {
    return described(this.#queue.get(id), true);
  }

  async cancel(id: string): Promise<PairScanDto> {
    return described(await this.#queue.cancel(id), false);
  }
}

function described({ id, state, subject, progress, error, result }: ScanJob, whole: boolean): PairScanDto {
  return {
    id,
    state,
    request: subject,
    progress,
    error: error && error.toJSON(),
    result: whole ? result : null,
  };
}
