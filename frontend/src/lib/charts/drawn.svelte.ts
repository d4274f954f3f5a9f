import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** Behind the next frame. */
const LATER_MS = 24;
/** A canvas that may pause takes no more than this share of the time. */
const SHARE = 1 / 15;

/**
 * Keeps a canvas drawn: whenever what `scene` reads changes, `paint` runs in the next frame; where a `pause` is given, at most
 * once in so many milliseconds and never in the frame of the change, which belongs to what moves.
 */
export function drawn<S extends { width: number; height: number }>(
  scene: () => S,
  paint: (context: CanvasRenderingContext2D, scene: S) => void,
  pause: () => number = () => 0,
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const context = canvas.getContext('2d');
    let frame: number | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    let cost = 0;
    let wanted: S;
    const draw = (): void => {
      frame = undefined;
      last = performance.now();
      if (!context || wanted.width === 0) return;
      fit(canvas, wanted);
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      paint(context, wanted);
      cost = performance.now() - last;
    };
    const ask = (): void => {
      timer = undefined;
      frame ??= requestAnimationFrame(draw);
    };
    $effect(() => {
      wanted = scene();
      const rest = untrack(pause);
      if (rest === 0 || last === -Infinity) ask();
      else
        timer ??= setTimeout(
          ask,
          Math.max(LATER_MS, last + Math.max(rest, cost / SHARE) - performance.now()),
        );
    });
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  };
}

function fit(canvas: HTMLCanvasElement, { width, height }: { width: number; height: number }): void {
  const w = Math.round(width * devicePixelRatio);
  const h = Math.round(height * devicePixelRatio);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}
