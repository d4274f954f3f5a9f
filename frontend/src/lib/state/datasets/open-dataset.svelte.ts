import { api, unwrap } from '$lib/api/client.ts';
import type {
  CoverageDto,
  CoverageRowDto,
  DatasetDetail,
  FindingDto,
  QualityDto,
  VerificationDto,
} from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { isOver, pollUntil } from './poll.ts';

type What = 'quality' | 'verification';

/** A stretch of a lane that somebody asks about. */
export interface Stretch {
  lane: CoverageRowDto;
  from: number;
  to: number;
}

/** Datasets of up to so many bars are looked through without being asked. */
const SMALL = 3_000_000;

/** Everything that the page of one dataset shows. */
export class OpenDataset {
  readonly name: string;
  #detail = $state.raw<DatasetDetail | null>(null);
  #coverage = $state.raw<CoverageDto | null>(null);
  #quality = $state.raw<QualityDto | null>(null);
  #verification = $state.raw<VerificationDto | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #stretch = $state.raw<Stretch | null>(null);
  #why = $state.raw<readonly FindingDto[] | null>(null);
  #whyFailure = $state.raw<Failure | null>(null);
  readonly #stop = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  get detail(): DatasetDetail | null {
    return this.#detail;
  }
  /** With what is doubtful once that is known; before, what is there. */
  get coverage(): CoverageDto | null {
    return this.#quality?.report?.map ?? this.#coverage;
  }
  get quality(): QualityDto | null {
    return this.#quality;
  }
  get verification(): VerificationDto | null {
    return this.#verification;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get stretch(): Stretch | null {
    return this.#stretch;
  }
  /** What is doubtful in the stretch; null while it is being looked at. */
  get why(): readonly FindingDto[] | null {
    return this.#why;
  }
  get whyFailure(): Failure | null {
    return this.#whyFailure;
  }

  async load(): Promise<void> {
    const params = { params: { path: { name: this.name } } };
    try {
      this.#failure = null;
      this.#detail = unwrap(await api.GET('/api/datasets/{name}', params));
      this.#coverage = unwrap(await api.GET('/api/datasets/{name}/coverage', params));
      this.#verification = unwrap(await api.GET('/api/datasets/{name}/verification', params));
      this.#quality = unwrap(await api.GET('/api/datasets/{name}/quality', params));
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      return;
    }
    if (!isOver(this.#verification)) void this.#follow('verification');
    if (!isOver(this.#quality)) void this.#follow('quality');
    else if (this.#quality.state === 'none' && this.#detail.rows <= SMALL) void this.start('quality');
  }

  /** Begins a check, and follows it to its end. */
  async start(what: What): Promise<void> {
    const params = { params: { path: { name: this.name } } };
    try {
      if (what === 'quality') this.#quality = unwrap(await api.POST('/api/datasets/{name}/quality', params));
      else this.#verification = unwrap(await api.POST('/api/datasets/{name}/verification', params));
      await this.#follow(what);
    } catch (thrown) {
      const error = Failure.from(thrown);
      const failed = {
        state: 'failed' as const,
        progress: null,
        error: { ...error, message: error.message, place: {} },
        report: null,
      };
      if (what === 'quality') this.#quality = failed;
      else this.#verification = failed;
    }
  }

  async cancel(what: What): Promise<void> {
    await api.DELETE(`/api/datasets/{name}/${what}`, { params: { path: { name: this.name } } });
  }

  /** Asks why a stretch is doubtful. */
  async ask(stretch: Stretch | null): Promise<void> {
    this.#stretch = stretch;
    this.#why = null;
    this.#whyFailure = null;
    if (!stretch) return;
    const { lane, from, to } = stretch;
    const query = { venue: lane.venue, symbol: lane.symbol, tf: lane.timeframe as '5m', from, to };
    try {
      const why = unwrap(
        await api.GET('/api/datasets/{name}/coverage/stretch', {
          params: { path: { name: this.name }, query },
        }),
      );
      if (this.#stretch === stretch) this.#why = why;
    } catch (thrown) {
      if (this.#stretch === stretch) this.#whyFailure = Failure.from(thrown);
    }
  }

  /** Nobody looks any more. */
  close(): void {
    this.#stop.abort();
  }

  async #follow(what: What): Promise<void> {
    const params = { params: { path: { name: this.name } } };
    if (what === 'quality') {
      const ask = async (): Promise<QualityDto> =>
        unwrap(await api.GET('/api/datasets/{name}/quality', params));
      await pollUntil(ask, isOver, (answer) => (this.#quality = answer), this.#stop.signal);
    } else {
      const ask = async (): Promise<VerificationDto> =>
        unwrap(await api.GET('/api/datasets/{name}/verification', params));
      await pollUntil(ask, isOver, (answer) => (this.#verification = answer), this.#stop.signal);
    }
  }
}
