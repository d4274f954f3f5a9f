import type { Column } from '../column.ts';
import type { EngineConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import type { SymbolGroup } from '../symbol-group.ts';
import type { Phase } from '../tape/phase.ts';

/** What a group needs of each of its lanes. */
export interface GroupLane {
  has(name: string): boolean;
  column(name: string): Column;
  readonly config: EngineConfig;
  /** What windows are anchored to. */
  readonly tape: Phase;
  /** The kernels of a stage that every lane has which computes everything, or the others. */
  kernelsOf(stage: number, which: 'standard' | 'added'): readonly Kernel[];
  join(group: SymbolGroup): void;
}
