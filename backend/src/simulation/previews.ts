import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import {
  DEFAULT_OPTIONS,
  bucketRows,
  equityCurve,
  measure,
  OverlayLane,
  Simulation,
  type Costs,
} from '@hindcast/engine/simulation';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatasetStore } from '../datasets/index.ts';
import { MarketPool } from '../recordings/market-pool.ts';
import type { PreviewRequest } from './dto/new-run.dto.ts';
import type { Equity, Preview } from './dto/result.dto.ts';
import { PreviewMarkets, type PreviewMarket } from './preview-markets.ts';
import { resolveRun, type ResolvedRun } from './run-inputs.ts';
import { leavesInside, rowsBetween } from './run/index.ts';

/** Rows between two looks at who has hung up; some ten milliseconds. */
const SLICE = 32_768;
const DEFAULT_POINTS = 800;
/** Previews under way at once: whoever moves a slider hangs up on the one before. */
const AT_ONCE = 8;

/** Simulations for sliders: at once, on a market that is open and computed, and kept nowhere. */
@Injectable()
export class Previews implements BeforeApplicationShutdown {
  readonly #markets: PreviewMarkets;
  #underWay = 0;

  constructor(
    @Inject(DatasetStore) private readonly store: DatasetStore,
    @Inject(MarketPool) pool: MarketPool,
  ) {
    this.#markets = new PreviewMarkets(store, pool);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#markets.close();
  }

  /** @throws HindcastError that names what is wrong; INTERRUPTED when `signal` fires */
  async make(request: PreviewRequest, signal: AbortSignal): Promise<Preview> {
    if (this.#underWay >= AT_ONCE) throw busy();
    this.#underWay++;
    try {
      const started = performance.now();
      const resolved = await resolveRun(this.store, request);
      const { dataset, datasetDigest, config } = resolved.inputs;
      const market = await this.#markets.open(dataset, datasetDigest, resolved.choice, config);
      try {
        return await this.#simulate(market, resolved, request.points ?? DEFAULT_POINTS, started, signal);
      } finally {
        market.release();
      }
    } finally {
      this.#underWay--;
    }
  }

  async #simulate(
    market: PreviewMarket,
    resolved: ResolvedRun,
    points: number,
    started: number,
    signal: AbortSignal,
  ): Promise<Preview> {
    const { recorded } = market;
    const warm = recorded.computed >= recorded.rows;
    await recorded.ensure(recorded.rows, { signal });
    if (signal.aborted) throw interrupted();
    const begun = warm ? started : performance.now();
    const simulation = await this.#play(market, resolved, signal);
    const { numbers, warnings, rows } = measure(simulation);
    const { choice, strategy } = resolved;
    return {
      figures: numbers,
      parameters: Object.fromEntries(strategy.params),
      warnings: [...warnings],
      equity: curveOf(simulation, points),
      rows,
      symbols: [...new Set(choice.traded.map(({ symbol }) => symbol))],
      venues: [...new Set(choice.traded.map(({ venue }) => venue))],
      timeframe: choice.timeframe,
      tookMs: performance.now() - begun,
      warm,
    };
  }

  async #play(
    { recorded, finer }: PreviewMarket,
    { strategy, choice, inputs }: ResolvedRun,
    signal: AbortSignal,
  ): Promise<Simulation> {
    const tapes = leavesInside(strategy) ? await finer(choice.finer) : [];
    const lanes = choice.traded.map(({ venue, symbol }) => new OverlayLane(recorded.lane(venue, symbol)));
    const { startRow, endRow } = rowsBetween(lanes[0].tape, recorded.rows, inputs);
    const simulation = new Simulation(strategy, lanes, {
      ...DEFAULT_OPTIONS,
      equity: inputs.initialCapital,
      costs: inputs.costs as Costs,
      startRow,
      finer: (venue, symbol) => tapes.find(({ key }) => key.venue === venue && key.symbol === symbol),
    });
    for (let row = 0; row < endRow;) {
      row = Math.min(endRow, row + SLICE);
      for (const lane of lanes) lane.advance(row);
      if (row > simulation.cursor) simulation.advance(row);
      if (row < endRow) await nextTurn();
      if (signal.aborted) throw interrupted();
    }
    simulation.closeAtEnd();
    return simulation;
  }
}

/** The equity curve with the size of its buckets. */
function curveOf(simulation: Simulation, points: number): Equity {
  const rows = simulation.cursor - simulation.startRow;
  return { rows, bucketRows: bucketRows(rows, points), ...equityCurve(simulation, points) };
}

function interrupted(): HindcastError {
  return new HindcastError('INTERRUPTED', 'The preview was interrupted.', 'Ask again when you like.');
}

function busy(): HindcastError {
  return new HindcastError(
    'PREVIEWS_BUSY',
    `${AT_ONCE} previews are under way already.`,
    'Wait until one has ended.',
  );
}
