import type { BlindHide, LaneRef } from '@hindcast/engine/wire';
import type { Caption } from '$lib/charts/picture.ts';
import { stamp } from '$lib/format/time.ts';

export interface Pictured {
  lane: LaneRef;
  timeframe: string;
  /** The replay's clock, UTC ms. */
  time: number;
  simulated: boolean;
  /** What a blind replay hides; null while it is none. */
  blind: BlindHide | null;
}

/** What a replay's picture says of itself; where prices or dates are not those of the market, that too. */
export function captionOf({ lane, timeframe, time, simulated, blind }: Pictured): Caption {
  const who = blind === 'identity' ? ['Hidden symbol'] : [lane.symbol, lane.venue];
  return {
    title: [...who, timeframe].join(' · '),
    time: `${stamp(time, 'utc')} UTC${blind === 'identity' ? ', moved' : ''}`,
    marks: [
      'REPLAY',
      ...(simulated ? ['SIMULATED'] : []),
      ...(blind ? ['BLIND: PRICES ARE AN INDEX FROM 100'] : []),
    ],
  };
}
