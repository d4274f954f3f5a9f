import type { Context } from '../marks/chart-marks.ts';

/** Bars narrower than this many device pixels share a place: a line through them would be a smear that costs a hundred times as much. */
const ROOM_OF_A_BAR = 1.5;

/** A pane while it is drawn, in device pixels: where rows and values stand on it. Both are straight lines. */
export interface Sheet {
  context: Context;
  width: number;
  height: number;
  /** A CSS pixel. */
  pixel: number;
  /** Rows in sight [from, to), no further than the cursor's. */
  from: number;
  to: number;
  /** Centre of row r: `left + r * step`. */
  left: number;
  step: number;
  /** Height of value v: `foot + v * slope`. */
  foot: number;
  slope: number;
}

export const yOf = ({ foot, slope }: Sheet, value: number): number => foot + value * slope;

/** Whether bars have room to be told apart. */
export const roomy = ({ step }: Sheet): boolean => step >= ROOM_OF_A_BAR;

/** Draws what stands in the pixels [x, x + wide): rows [first, end). */
export type PlaceVisitor = (x: number, wide: number, first: number, end: number) => void;

/**
 * Goes through the places of the rows in sight from left to right. Where bars are narrower than a pixel, several share one;
 * which ones follows from their rows alone, so that nothing flickers as the chart moves.
 */
export function eachPlace(sheet: Sheet, visit: PlaceVisitor): void {
  const { from, to, left, step } = sheet;
  if (to <= from || !(step > 0)) return;
  const share = Math.max(1, Math.ceil(ROOM_OF_A_BAR / step - 1e-9));
  for (let first = Math.floor(from / share) * share; first < to; first += share) {
    const x = Math.round(left + (first - 0.5) * step);
    const wide = Math.max(1, Math.round(left + (first + share - 0.5) * step) - x);
    visit(x, wide, Math.max(first, from), Math.min(first + share, to));
  }
}
