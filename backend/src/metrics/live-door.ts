import { Injectable } from '@nestjs/common';
import { HindcastError, type Column, type EngineEvent, type Lane, type Timeframe } from '@hindcast/engine';
import type { SymbolRow } from './metrics.dto.ts';

/** A computed market as those who read rows of it need it: a recording, or the live market. */
export interface ReadableMarket {
  readonly lanes: readonly Lane[];
  readonly rows: number;
  /** Computes rows up to `to` where that has not been done. */
  ensure(to: number): Promise<void>;
  column(lane: Lane, name: string): Column;
  events(from: number, to: number): readonly EngineEvent[];
}

/** Where `source=live` is found. The live market stands in this door as long as it is watched. */
@Injectable()
export class LiveDoor {
  /** A timeframe of the live market. */
  open: (timeframe: Timeframe) => ReadableMarket = () => {
    throw new HindcastError('LIVE_OFF', 'This server watches no market.', 'Start it without EXCHANGES=none.');
  };

  /** What is watched. */
  symbols: () => SymbolRow[] = () => [];

  /** What the live market's rows are stored under. */
  market: () => string = () => 'live';

  /** The clock of the live market: a recorded one that is played has its own. UTC ms. */
  now: () => number = Date.now;
}
