import type { Column } from '../column.ts';
import type { EngineConfig } from '../config.ts';
import type { LaneKey, Tape } from '../tape/tape.ts';
import { OwnColumns } from './own-columns.ts';
import type { TradedLane } from './simulation.ts';

/**
 * A lane that others look at too, and windows (`sma(close, 37)`) that only one strategy wants: those are computed here, and
 * the lane is left as it is. {@link advance} it before the simulation.
 */
export class OverlayLane extends OwnColumns implements TradedLane {
  get key(): LaneKey {
    return this.lane.key;
  }
  get tape(): Tape {
    return this.lane.tape;
  }
  get config(): EngineConfig {
    return this.lane.config;
  }

  protected given(name: string): Column | undefined {
    return this.lane.has(name) ? this.lane.require(name) : undefined;
  }
}
