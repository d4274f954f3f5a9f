import type { LaneRef } from '@hindcast/engine/wire';

/** The address of a lane's own page. */
export const lanePath = ({ venue, symbol }: LaneRef, timeframe: string): string =>
  `/live/${encodeURIComponent(venue)}/${encodeURIComponent(symbol)}/${timeframe}`;
