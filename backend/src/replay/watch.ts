import type { Lane } from '@hindcast/engine';
import type { LaneView } from '@hindcast/engine/wire';
import type { HigherMarket } from '../recordings/higher-market.ts';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import { SESSION_COLUMNS } from './frames.ts';
import type { Veil } from './veil.ts';

/** A lane that is looked at in a higher timeframe. */
export interface HigherLane {
  lane: Lane;
  of: HigherMarket;
}

/** The lane of a view in a higher timeframe. */
export function higherLane(
  recorded: RecordedMarket,
  veil: Veil,
  { venue, symbol, timeframe = '' }: LaneView,
): HigherLane {
  const { key } = veil.lane({ venue, symbol });
  const of = recorded.higher(timeframe);
  return { lane: of.lane(key.venue, key.symbol)!, of };
}

/** What updates carry: these lanes, these columns. */
export class Watch {
  readonly #recorded: RecordedMarket;
  lanes: readonly Lane[];
  higher: readonly HigherLane[] = [];
  columns: readonly string[] = SESSION_COLUMNS;

  constructor(recorded: RecordedMarket) {
    this.#recorded = recorded;
    this.lanes = recorded.lanes;
  }

  /**
   * Looks at these lanes, each in its timeframe, and columns; at all of them where left out.
   *
   * @throws HindcastError where the veil does not let one of them through, or there is no such column; all stays as it was
   */
  set(veil: Veil, views: readonly LaneView[] | undefined, columns: readonly string[] | undefined): void {
    const recorded = this.#recorded;
    veil.admit(columns ?? [], views?.map(({ timeframe }) => timeframe ?? recorded.timeframe) ?? []);
    const isOwn = ({ timeframe }: LaneView): boolean =>
      (timeframe ?? recorded.timeframe) === recorded.timeframe;
    const lanes = views?.filter(isOwn).map((view) => veil.lane(view)) ?? recorded.lanes;
    const others = views?.filter((view) => !isOwn(view)) ?? [];
    const higher = others.map((view) => higherLane(recorded, veil, view));
    for (const name of columns ?? []) {
      for (const lane of [...lanes, ...higher.map((one) => one.lane)]) recorded.column(lane, name);
    }
    Object.assign(this, { lanes, higher, columns: columns ?? SESSION_COLUMNS });
  }

  only(lane: Lane): void {
    this.lanes = [lane];
    this.higher = [];
  }
}
