import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LiveService } from '../live/live.service.ts';
import { ParityJob } from '../parity/parity.job.ts';
import { LiveHealthService } from './live-health.ts';
import type { LiveHealth, VenueHealth } from './live-health.dto.ts';

type Read<T> = (of: T) => number | null;

/** Figures of the live market as a whole. */
const MARKET: [name: string, help: string, read: Read<LiveHealth>][] = [
  ['live', '1 while the live market runs', ({ stage }) => Number(stage === 'live')],
  ['lanes', 'lanes that are watched', ({ lanes }) => lanes],
  ['silent_lanes', 'lanes that are not waited for', ({ silentLanes }) => silentLanes],
  ['slices', 'slices decided since the start', ({ slices }) => slices],
  [
    'compute_ms',
    'ms that computing the last slice took, in the base timeframe',
    ({ computeMs }) => computeMs,
  ],
  ['write_queue', 'slices that wait to be written', ({ queue }) => queue],
  ['write_ms', 'ms that the last transaction took', ({ writeMs }) => writeMs],
  ['holes', 'bars missing when their slice was decided', ({ holes }) => holes],
  ['holes_open', 'holes that are being asked for', ({ openHoles }) => openHoles],
  ['bars_repaired', 'bars filled in from the venues', ({ repaired }) => repaired],
  ['inputs_late', 'values known only after their slice was decided', ({ late }) => late],
  ['inputs_revised', 'second values different from the first', ({ revised }) => revised],
  ['inputs_repeated', 'second values equal to the first', ({ repeated }) => repeated],
  ['inputs_stale', 'values that had gone stale', ({ stale }) => stale],
];

const VENUE: [name: string, help: string, read: Read<VenueHealth>][] = [
  ['circuit_open', '1 while requests are not sent', ({ circuit }) => Number(circuit === 'open')],
  ['clock_skew_ms', "the venue's clock less ours", ({ skewMs }) => skewMs],
  ['requests', 'requests sent', ({ requests }) => requests],
  ['requests_failed', 'requests that failed', ({ failedRequests }) => failedRequests],
  ['requests_in_flight', 'requests under way', ({ inFlight }) => inFlight],
  ['requests_queued', 'requests that wait', ({ queued }) => queued],
  ['cycle_ms', 'ms that the last REST cycle took', ({ cycleMs }) => cycleMs],
  ['bars_compared', 'closed bars compared with their trades', ({ barsCompared }) => barsCompared],
  [
    'bars_different',
    'fields in which they differed',
    ({ barDifferences }) => Object.values(barDifferences).reduce((sum, n) => sum + n, 0),
  ],
  ['trades_repeated', 'trades that came twice', ({ repeatedTrades }) => repeatedTrades],
  ['messages_out_of_order', 'messages older than what was known', ({ outOfOrder }) => outOfOrder],
];

/** `/metrics` in the words of Prometheus. */
@Injectable()
export class Prometheus {
  readonly #registry = new Registry();
  readonly #lag: Histogram;

  constructor(
    private readonly health: LiveHealthService,
    private readonly parity: ParityJob,
    live: LiveService,
  ) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, help, read] of MARKET)
      this.#gauge(`hindcast_${name}`, help, [], (gauge) => {
        const value = read(this.health.read());
        if (value !== null) gauge.set(value);
      });
    for (const [name, help, read] of VENUE)
      this.#gauge(`hindcast_venue_${name}`, help, ['venue'], (gauge) => {
        for (const venue of this.health.read().venues) {
          const value = read(venue);
          if (value !== null) gauge.set({ venue: venue.venue }, value);
        }
      });
    this.#streams();
    this.#series();
    this.#gauge(
      'hindcast_parity_identical',
      '1 when the last replay of the recording said the same',
      [],
      (gauge) => {
        const { last } = this.parity;
        if (last) gauge.set(Number(last.identical));
      },
    );
    this.#lag = new Histogram({
      name: 'hindcast_close_to_decision_ms',
      help: 'ms from the close of a bar to the decision of its slice',
      buckets: [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000],
      registers,
    });
    live.onSlice(({ base, lagMs }) => {
      if (base) this.#lag.observe(Math.max(0, lagMs));
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #streams(): void {
    const labels = ['venue', 'stream'];
    const each = (read: (stream: VenueHealth['streams'][number]) => number | null) => (gauge: Gauge) => {
      for (const { venue, streams } of this.health.read().venues) {
        for (const stream of streams) {
          const value = read(stream);
          if (value !== null) gauge.set({ venue, stream: stream.stream }, value);
        }
      }
    };
    this.#gauge(
      'hindcast_stream_up',
      '1 while the stream is heard',
      labels,
      each(({ up }) => Number(up)),
    );
    this.#gauge(
      'hindcast_stream_age_ms',
      'ms since the last message',
      labels,
      each(({ ageMs }) => ageMs),
    );
    this.#gauge(
      'hindcast_stream_messages',
      'messages received',
      labels,
      each(({ messages }) => messages),
    );
    this.#gauge(
      'hindcast_stream_reconnects',
      'reconnects',
      labels,
      each(({ reconnects }) => reconnects),
    );
    this.#gauge(
      'hindcast_stream_stalls',
      'silences that were broken off',
      labels,
      each(({ stalls }) => stalls),
    );
  }

  #series(): void {
    this.#gauge('hindcast_series_age_ms', 'ms since a value was received', ['venue', 'series'], (gauge) => {
      for (const { venue, series } of this.health.read().venues) {
        for (const one of series) if (one.ageMs !== null) gauge.set({ venue, series: one.series }, one.ageMs);
      }
    });
  }

  #gauge(name: string, help: string, labelNames: string[], fill: (gauge: Gauge) => void): void {
    new Gauge({
      ...{ name, help, labelNames, registers: [this.#registry] },
      collect() {
        this.reset();
        fill(this);
      },
    });
  }
}
