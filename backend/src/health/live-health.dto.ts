import { ApiProperty } from '@nestjs/swagger';

const NULLABLE = { type: Number, nullable: true } as const;

/** One stream of a venue. */
export class StreamHealth {
  @ApiProperty({ description: 'klines, trades, liquidations or prices' })
  stream: string;
  @ApiProperty()
  up: boolean;
  @ApiProperty({ ...NULLABLE, description: 'ms since the last message' })
  ageMs: number | null;
  @ApiProperty({ type: 'integer' })
  messages: number;
  @ApiProperty({ type: 'integer', description: 'connections after the first' })
  reconnects: number;
  @ApiProperty({ type: 'integer', description: 'times it broke' })
  failures: number;
  @ApiProperty({ type: 'integer', description: 'times it was silent for too long and was opened again' })
  stalls: number;
  @ApiProperty({ type: String, nullable: true })
  lastError: string | null;
}

/** One series of a venue that is published from time to time. */
export class SeriesHealth {
  @ApiProperty({ description: 'openInterest, ratios or funding' })
  series: string;
  @ApiProperty({ ...NULLABLE, description: 'ms of real time since a value was received' })
  ageMs: number | null;
  @ApiProperty({ ...NULLABLE, description: "ms of the market's time between the newest stamp and now" })
  stampAgeMs: number | null;
  @ApiProperty({ type: 'integer' })
  values: number;
}

export class VenueHealth {
  @ApiProperty()
  venue: string;
  @ApiProperty({ type: 'integer' })
  symbols: number;
  @ApiProperty({
    enum: ['closed', 'open', 'half-open'],
    description: 'open: requests are not sent for a while',
  })
  circuit: string;
  @ApiProperty({ type: 'integer', description: 'how often the circuit has opened' })
  circuitOpened: number;
  @ApiProperty({ ...NULLABLE, description: "the venue's clock less the market's, ms of the market" })
  skewMs: number | null;
  @ApiProperty({ type: 'integer' })
  requests: number;
  @ApiProperty({ type: 'integer' })
  failedRequests: number;
  @ApiProperty({ description: 'failed requests as a share of all' })
  errorRate: number;
  @ApiProperty({ type: 'integer', description: 'requests under way' })
  inFlight: number;
  @ApiProperty({ type: 'integer', description: 'the most that ever were' })
  mostInFlight: number;
  @ApiProperty({ type: 'integer', description: 'requests that wait' })
  queued: number;
  @ApiProperty({ type: 'integer' })
  cycles: number;
  @ApiProperty({ ...NULLABLE, description: 'ms that the last REST cycle took' })
  cycleMs: number | null;
  @ApiProperty({ description: 'ms that the longest took' })
  longestCycleMs: number;
  @ApiProperty({ type: 'integer', description: 'closed bars compared with the sum of their trades' })
  barsCompared: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'how often the two differed, by field',
  })
  barDifferences: Record<string, number>;
  @ApiProperty({ type: 'integer' })
  repeatedTrades: number;
  @ApiProperty({ type: 'integer' })
  outOfOrder: number;
  @ApiProperty({ type: 'integer', description: 'messages that no market sends' })
  refused: number;
  @ApiProperty({ type: [StreamHealth] })
  streams: StreamHealth[];
  @ApiProperty({ type: [SeriesHealth] })
  series: SeriesHealth[];
}

/** How the live market is. */
export class LiveHealth {
  @ApiProperty({ enum: ['off', 'opening', 'warming', 'live', 'ended', 'failed'] })
  stage: string;
  @ApiProperty({ type: String, nullable: true })
  failure: string | null;
  @ApiProperty({ description: 'what is watched' })
  label: string;
  @ApiProperty()
  simulated: boolean;
  @ApiProperty({ description: "ms of the market's time per ms" })
  speed: number;
  @ApiProperty({ ...NULLABLE, description: "the market's time, UTC ms" })
  marketTime: number | null;
  @ApiProperty({ type: 'integer' })
  lanes: number;
  @ApiProperty({ type: 'integer', description: 'lanes that gave no bar lately and are not waited for' })
  silentLanes: number;
  @ApiProperty({ type: 'integer', description: 'rows of the base timeframe in memory' })
  rows: number;
  @ApiProperty({ type: 'integer', description: 'slices decided since the start' })
  slices: number;
  @ApiProperty({ ...NULLABLE, description: 'ms from the last close to its decision' })
  lagMs: number | null;
  @ApiProperty({ ...NULLABLE, description: 'ms that computing the last slice took, in the base timeframe' })
  computeMs: number | null;
  @ApiProperty({ type: 'integer', description: 'slices that wait to be written' })
  queue: number;
  @ApiProperty({ ...NULLABLE, description: 'ms that the last transaction took' })
  writeMs: number | null;
  @ApiProperty({ type: 'integer', description: 'bars that were missing when their slice was decided' })
  holes: number;
  @ApiProperty({ type: 'integer', description: 'holes that are being asked for' })
  openHoles: number;
  @ApiProperty({ type: 'integer', description: 'bars filled in from the venues' })
  repaired: number;
  @ApiProperty({ type: 'integer', description: 'bars that the venue corrected later' })
  corrected: number;
  @ApiProperty({ type: 'integer', description: 'holes that the venue has no bar for' })
  unfillable: number;
  @ApiProperty({ type: 'integer', description: 'values known only after their slice was decided' })
  late: number;
  @ApiProperty({ type: 'integer', description: 'second values for the same stamp, different from the first' })
  revised: number;
  @ApiProperty({ type: 'integer', description: 'second values for the same stamp, equal to the first' })
  repeated: number;
  @ApiProperty({ type: 'integer', description: 'values that had gone stale' })
  stale: number;
  @ApiProperty({ type: [VenueHealth] })
  venues: VenueHealth[];
}
