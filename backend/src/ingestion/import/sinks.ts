import type { BarColumns, LaneKey } from '@hindcast/engine';
import { LaneFacts } from '../../datasets/index.ts';

/** Where a lane's bars go. */
export interface LaneSink {
  readonly facts: LaneFacts;
  append(openTime: Float64Array, columns: Partial<BarColumns>, from: number, to: number): void;
  /** Awaited after every run of bars. */
  drain(): Promise<void>;
  finish(): Promise<void>;
}

/** Where lanes go: into a dataset, or nowhere. */
export interface Sink {
  lane(key: LaneKey): Promise<LaneSink>;
}

/** Takes everything and keeps nothing: a dry run reads and checks as the real one does. */
export class DrySink implements Sink {
  lane(key: LaneKey): Promise<LaneSink> {
    const facts = new LaneFacts(key);
    return Promise.resolve({
      facts,
      append: (openTime, columns, from, to) => facts.add(openTime, columns, from, to),
      drain: () => Promise.resolve(),
      finish: () => Promise.resolve(),
    });
  }
}
