import { xToRow } from '$lib/charts/timeline-painter.ts';
import type { ReplaySession } from '$lib/state/replay/session.svelte.ts';

interface Surface {
  session: ReplaySession;
  width: number;
}

/** Mouse, pen and fingers on the timeline: drag to scrub, wheel or pinch to zoom, shift-wheel to pan. */
export class TimelinePointer {
  readonly #surface: () => Surface;
  /** Fingers on the surface, by pointer. Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #touching = new Map<number, number>();
  #dragging = $state(false);
  #hover = $state<number | null>(null);

  constructor(surface: () => Surface) {
    this.#surface = surface;
  }

  get dragging(): boolean {
    return this.#dragging;
  }
  get hover(): number | null {
    return this.#hover;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#touching.set(event.pointerId, event.offsetX);
    this.#dragging = this.#touching.size === 1;
    if (this.#dragging) this.#scrub(event);
  }

  move(event: PointerEvent): void {
    if (this.#touching.size === 2 && this.#touching.has(event.pointerId)) return this.#pinch(event);
    this.#hover = this.#row(event.offsetX);
    if (this.#dragging) this.#scrub(event);
  }

  up(event: PointerEvent): void {
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

  #scrub(event: PointerEvent): void {
    const row = this.#row(event.offsetX);
    this.#hover = row;
    void this.#surface().session.seek(row);
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
