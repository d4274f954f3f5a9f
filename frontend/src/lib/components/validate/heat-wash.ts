/** Share of the colour in the strongest cell, per cent: figures on it can still be read. */
const STRONGEST = 42;

/** How a cell is coloured: the farther from neutral the stronger. */
export interface Wash {
  readonly background: string;
  /** A line at the head above neutral and at the foot below it: the sides are told apart without their colours. */
  readonly edge: string | undefined;
}

/** What a leaning from −1 to 1 looks like. */
export function washOf(leaning: number): Wash {
  const share = Math.round(STRONGEST * Math.min(1, Math.abs(leaning)));
  const colour = leaning < 0 ? 'var(--down)' : 'var(--up)';
  return {
    background: `color-mix(in oklab, ${colour} ${share}%, var(--raised))`,
    edge: leaning === 0 ? undefined : `inset 0 ${leaning < 0 ? -2 : 2}px ${colour}`,
  };
}
