import type { Market } from '@hindcast/engine';
import type { Cli } from './cli.ts';

/** Rows between two looks at the progress bar and at whether somebody pressed Ctrl-C. */
const BLOCK = 4096;

/** Computes every row of a market, with a progress bar. Throws when the command is cancelled. */
export function compute(cli: Cli, market: Market): void {
  const progress = cli.progress('Computing');
  for (let row = 0; row < market.rows; row += BLOCK) {
    market.advance(Math.min(market.rows, row + BLOCK));
    progress.update(market.cursor, market.rows);
    cli.signal.throwIfAborted();
  }
  progress.stop();
}
