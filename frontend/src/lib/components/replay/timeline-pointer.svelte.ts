import { xToRow } from '$lib/charts/timeline-painter.ts';
import type { RowRange } from '$lib/state/replay/loop.svelte.ts';
import type { Scrubbed } from '$lib/state/replay/scrubbed.ts';

interface Surface {
  session: Scrubbed;
  width: number;
}

/**
 * Mouse, pen and fingers on the timeline: drag to scrub, shift-drag to mark a range, wheel or pinch to zoom,
 * shift-wheel to pan.
 */
export class TimelinePointer {
  readonly #surface: () => Surface;
  /** Fingers on the surface, by pointer. Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #touching = new Map<number, number>();
  #dragging = $state(false);
  #hover = $state<number | null>(null);
  #marking = $state.raw<RowRange | null>(null);
  #anchor = 0;

  constructor(surface: () => Surface) {
    this.#surface = surface;
  }

  get dragging(): boolean {
    return this.#dragging;
  }
  get hover(): number | null {
    return this.#hover;
  }
  /** The range that is being drawn. */
  get marking(): RowRange | null {
    return this.#marking;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#touching.set(event.pointerId, event.offsetX);
    if (event.shiftKey) return this.#begin(event);
    this.#dragging = this.#touching.size === 1;
    if (this.#dragging) this.#scrub(event);
  }

  move(event: PointerEvent): void {
    if (this.#touching.size === 2 && this.#touching.has(event.pointerId)) return this.#pinch(event);
    this.#hover = this.#row(event.offsetX);
    if (this.#marking) this.#stretch(event);
    else if (this.#dragging) this.#scrub(event);
  }

  up(event: PointerEvent): void {
    if (this.#marking) {
      const { from, to } = this.#marking;
      if (to > from) this.#surface().session.loop.mark(from, to);
      else this.#surface().session.loop.clear();
      this.#marking = null;
    }
    this.#touching.delete(event.pointerId);
    this.#dragging = false;
    if (event.pointerType !== 'mouse') this.#hover = null;
  }

  leave(): void {
    if (!this.#dragging) this.#hover = null;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const { timeline } = this.#surface().session;
    const length = timeline.span.to - timeline.span.from;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
      timeline.pan((sideways / 800) * length);
    else timeline.zoom(Math.exp(event.deltaY * 0.0015), this.#row(event.offsetX));
  }

  #begin(event: PointerEvent): void {
    this.#anchor = this.#row(event.offsetX);
    this.#marking = { from: this.#anchor, to: this.#anchor };
  }

  #stretch(event: PointerEvent): void {
    const row = this.#row(event.offsetX);
    this.#marking = { from: Math.min(this.#anchor, row), to: Math.max(this.#anchor, row) };
  }

  #scrub(event: PointerEvent): void {
    const row = this.#row(event.offsetX);
    this.#hover = row;
    void this.#surface().session.moves.seek(row);
  }

  #pinch(event: PointerEvent): void {
    const before = [...this.#touching.values()];
    this.#touching.set(event.pointerId, event.offsetX);
    const after = [...this.#touching.values()];
    const spread = ([a, b]: number[]): number => Math.max(20, Math.abs(a - b));
    this.#surface().session.timeline.zoom(
      spread(before) / spread(after),
      this.#row((after[0] + after[1]) / 2),
    );
  }

  #row(x: number): number {
    const { session, width } = this.#surface();
    return xToRow({ span: session.timeline.span, width }, x);
  }
}
