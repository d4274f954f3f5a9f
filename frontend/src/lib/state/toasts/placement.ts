/** A rectangle on the page, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Corners in the order in which they are preferred. */
export const CORNERS = ['bottom-right', 'top-right', 'bottom-left', 'top-left', 'bottom', 'top'] as const;
export type Corner = (typeof CORNERS)[number];

const meets = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The box of a size in a corner of a room. */
export function boxIn(corner: Corner, room: Box, size: { width: number; height: number }): Box {
  const width = Math.min(size.width, room.right - room.left);
  const middle = (room.left + room.right - width) / 2;
  const left = corner.endsWith('right') ? room.right - width : corner.endsWith('left') ? room.left : middle;
  const top = corner.startsWith('top') ? room.top : room.bottom - size.height;
  return { left, top, right: left + width, bottom: top + size.height };
}

/**
 * Where toasts stand in the way of least: the corner whose box meets the fewest controls, the preferred one among equals.
 * Controls weigh by themselves: what one types into more than what one may click.
 */
export function placeOf(
  room: Box,
  size: { width: number; height: number },
  controls: readonly { box: Box; weight: number }[],
): Corner {
  let best: Corner = CORNERS[0];
  let least = Infinity;
  for (const corner of CORNERS) {
    const own = boxIn(corner, room, size);
    const cost = controls.reduce((sum, { box, weight }) => sum + (meets(own, box) ? weight : 0), 0);
    if (cost < least) [best, least] = [corner, cost];
  }
  return best;
}
