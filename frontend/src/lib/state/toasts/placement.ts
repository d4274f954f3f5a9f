/** A rectangle on the page, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Corners and edges in the order in which they are preferred. */
export const CORNERS = [
  ...(['bottom-right', 'top-right', 'right', 'bottom', 'bottom-left', 'top-left'] as const),
  ...(['left', 'top'] as const),
] as const;
export type Corner = (typeof CORNERS)[number];

const meets = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The box of a size in a corner of a room. */
export function boxIn(corner: Corner, room: Box, size: { width: number; height: number }): Box {
  const width = Math.min(size.width, room.right - room.left);
  const middle = (room.left + room.right - width) / 2;
  const left = corner.endsWith('right') ? room.right - width : corner.endsWith('left') ? room.left : middle;
  const centre = (room.top + room.bottom - size.height) / 2;
  const top = corner.startsWith('top')
    ? room.top
    : corner.startsWith('bottom')
      ? room.bottom - size.height
      : centre;
  return { left, top, right: left + width, bottom: top + size.height };
}

/** Whether a box of a size in a corner would lie over a control. */
export function covers(
  corner: Corner,
  room: Box,
  size: { width: number; height: number },
  controls: readonly Box[],
): boolean {
  const own = boxIn(corner, room, size);
  return controls.some((box) => meets(own, box));
}

/** The first corner in which toasts cover no control; null when there is none. */
export function placeOf(
  room: Box,
  size: { width: number; height: number },
  controls: readonly Box[],
): Corner | null {
  return CORNERS.find((corner) => !covers(corner, room, size, controls)) ?? null;
}
