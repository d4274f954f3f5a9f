import { Injectable } from '@nestjs/common';
import type { Collector } from '../ingestion/live/collector.ts';
import { Journal } from '../live/journal.ts';
import { LiveService } from '../live/live.service.ts';
import type { LiveHealth, SeriesHealth, StreamHealth, VenueHealth } from './live-health.dto.ts';

const finite = (x: number | undefined): number | null => (x !== undefined && Number.isFinite(x) ? x : null);
const rounded = (x: number | undefined): number | null => {
  const known = finite(x);
  return known === null ? null : Math.round(known * 10) / 10;
};

/** How the live market is, in numbers: for `/api/health`, for Prometheus, for the status page. */
@Injectable()
export class LiveHealthService {
  constructor(
    private readonly live: LiveService,
    private readonly journal: Journal,
  ) {}

  read(): LiveHealth {
    const { live, journal } = this;
    const { run } = live;
    const counts = run?.decider?.counts;
    return {
      stage: live.stage,
      failure: live.failure,
      label: run?.source.label ?? '',
      simulated: run?.source.simulated ?? false,
      speed: run?.source.clock.speed ?? 1,
      marketTime: finite(run?.source.clock.now()),
      lanes: run?.lanes.length ?? 0,
      silentLanes: run?.decider?.silentLanes ?? 0,
      rows: run?.market?.rows ?? 0,
      slices: run?.announcer.slices ?? 0,
      lagMs: rounded(run?.announcer.lastLagMs),
      computeMs: rounded(run?.announcer.lastComputeMs),
      queue: journal.pending,
      writeMs: rounded(journal.lastMs),
      holes: run?.holes ?? 0,
      openHoles: run?.repairs.open ?? 0,
      repaired: run?.repairs.total ?? 0,
      corrected: run?.repairs.corrected ?? 0,
      unfillable: run?.repairs.given ?? 0,
      late: counts?.late ?? 0,
      revised: counts?.revised ?? 0,
      repeated: counts?.repeated ?? 0,
      stale: counts?.stale ?? 0,
      venues: (run?.collectors ?? []).map((collector) => venueOf(collector, run!.source.clock.now())),
    };
  }
}

function venueOf(collector: Collector, now: number): VenueHealth {
  const { policy, cycle, intake } = collector;
  const { counts } = intake;
  return {
    venue: collector.venue,
    symbols: collector.symbols.length,
    circuit: policy.state,
    circuitOpened: policy.opened,
    skewMs: rounded(collector.skewMs),
    requests: policy.requests,
    failedRequests: policy.failures,
    errorRate: policy.requests > 0 ? policy.failures / policy.requests : 0,
    inFlight: policy.inFlight,
    mostInFlight: policy.mostInFlight,
    queued: policy.queued,
    cycles: cycle.report.cycles,
    cycleMs: rounded(cycle.report.lastMs),
    longestCycleMs: Math.round(cycle.report.longestMs),
    barsCompared: counts.compared,
    barDifferences: { ...counts.differences },
    repeatedTrades: counts.repeatedTrades,
    outOfOrder: counts.outOfOrder,
    refused: counts.refused,
    streams: streamsOf(collector),
    series: seriesOf(collector, now),
  };
}

function streamsOf({ streams }: Collector): StreamHealth[] {
  return [...streams].map(([stream, state]) => ({
    stream,
    up: state.up,
    ageMs: state.lastMessageAt === null ? null : Date.now() - state.lastMessageAt,
    messages: state.messages,
    reconnects: Math.max(0, state.connects - 1),
    failures: state.failures,
    stalls: state.stalls,
    lastError: state.lastError,
  }));
}

function seriesOf({ series }: Collector, now: number): SeriesHealth[] {
  return [...series].map(([kind, { receivedAt, stamp, values }]) => ({
    series: kind,
    ageMs: receivedAt === null ? null : Date.now() - receivedAt,
    stampAgeMs: stamp === null ? null : Math.max(0, now - stamp),
    values,
  }));
}
