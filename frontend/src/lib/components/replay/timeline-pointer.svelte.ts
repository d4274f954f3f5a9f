import { xToRow } from '$lib/charts/timeline-painter.ts';
import type { RowRange } from '$lib/state/replay/loop.svelte.ts';
import { LEAST_ROWS } from '$lib/state/replay/timeline.svelte.ts';
import type { Scrubbed } from '$lib/state/replay/scrubbed.ts';

/** How far a finger moves before it means a drag, CSS pixels; and how long it may rest before it means the place it rests on. */
const SLOP_PX = 6;
const HOLD_MS = 400;

interface Surface {
  session: Scrubbed;
  width: number;
  /**
   * The last row to which a finger scrubs before it is lifted. Playing on cannot be taken back, and the first finger of a pinch
   * looks like one that drags.
   */
  reach: number;
  /** Whether the next drag marks a range. */
  marks: boolean;
  /** A range was marked. */
  marked(): void;
}

/** One pointer that went down, until it is lifted or a second one comes. */
interface Press {
  x: number;
  /** Where the cursor stood. */
  origin: number;
  finger: boolean;
  marks: boolean;
  /** The row that was asked for last; null while it may still be the first finger of two. */
  row: number | null;
}

/** Two fingers as they came down: how far apart, what the timeline showed then, and the row between them. */
interface Pinch {
  apart: number;
  length: number;
  row: number;
}

/**
 * Mouse, pen and fingers on the timeline: drag to scrub, shift-drag to mark a range, wheel or pinch to zoom, shift-wheel or two
 * fingers to pan. A finger does nothing before it has moved, rested or been lifted; a second one takes back what the first began.
 */
export class TimelinePointer {
  readonly #surface: () => Surface;
  /** Pointers on the surface and where they are. Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #touching = new Map<number, number>();
  #press: Press | null = null;
  #pinch: Pinch | null = null;
  #hold: ReturnType<typeof setTimeout> | undefined;
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
    if (this.#touching.size > 1) return this.#grip();
    const { session, marks } = this.#surface();
    const finger = event.pointerType === 'touch';
    const x = event.offsetX;
    this.#press = { x, origin: session.pointed, finger, marks: marks || event.shiftKey, row: null };
    if (finger) this.#hold = setTimeout(() => this.#begin(), HOLD_MS);
    else this.#begin();
  }

  move(event: PointerEvent): void {
    const x = event.offsetX;
    if (this.#touching.size > 1) return this.#spread(event.pointerId, x);
    const press = this.#press;
    const finger = event.pointerType === 'touch';
    // The one that is left of two fingers moves nothing.
    if (finger && !press) return;
    if (press?.row === null) {
      if (Math.abs(x - press.x) <= SLOP_PX) return;
      this.#begin();
    }
    this.#hover = this.#row(x);
    if (this.#marking) this.#stretch(x);
    else if (press) this.#scrub(press, this.#row(x));
  }

  up(event: PointerEvent): void {
    this.#touching.delete(event.pointerId);
    const press = this.#press;
    if (press) this.#lift(press, event.offsetX);
    if (event.pointerType !== 'mouse') this.#hover = null;
  }

  /** The browser has taken the pointer for itself: what it began is not meant. */
  cancel(event: PointerEvent): void {
    this.#touching.delete(event.pointerId);
    this.#abandon();
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

  /** It is clear what the pointer means: it drags, from where it went down. */
  #begin(): void {
    clearTimeout(this.#hold);
    const press = this.#press;
    if (press?.row !== null) return;
    press.row = press.origin;
    const row = this.#row(press.x);
    this.#hover = row;
    if (press.marks) {
      this.#anchor = row;
      this.#marking = { from: row, to: row };
      return;
    }
    this.#dragging = true;
    this.#scrub(press, row);
  }

  #lift(press: Press, x: number): void {
    clearTimeout(this.#hold);
    this.#press = null;
    this.#dragging = false;
    if (!press.marks) {
      if (press.finger) this.#ask(press, this.#row(x));
      return;
    }
    const range = this.#marking;
    this.#marking = null;
    const { session, marked } = this.#surface();
    if (range && range.to > range.from) {
      session.loop.mark(range.from, range.to);
      marked();
    } else if (!press.finger) session.loop.clear();
  }

  /** Takes back what the pointer began. */
  #abandon(): void {
    clearTimeout(this.#hold);
    const press = this.#press;
    this.#press = this.#marking = this.#hover = null;
    if (this.#dragging && press) this.#ask(press, press.origin);
    this.#dragging = false;
  }

  #stretch(x: number): void {
    const row = this.#row(x);
    this.#marking = { from: Math.min(this.#anchor, row), to: Math.max(this.#anchor, row) };
  }

  #scrub(press: Press, row: number): void {
    this.#ask(press, press.finger ? Math.min(row, this.#surface().reach) : row);
  }

  #ask(press: Press, row: number): void {
    if (press.finger && press.row === row) return;
    press.row = row;
    void this.#surface().session.moves.seek(row);
  }

  /** A second finger has come: from now on two of them hold the timeline. */
  #grip(): void {
    this.#abandon();
    const { from, to } = this.#surface().session.timeline.span;
    const [a, b] = this.#touching.values();
    const length = to - from;
    this.#pinch = { apart: apart(a, b), length, row: from + ((a + b) / 2 / this.#surface().width) * length };
  }

  /** The row that lay between the fingers stays between them. */
  #spread(pointer: number, x: number): void {
    if (!this.#pinch || !this.#touching.has(pointer)) return;
    this.#touching.set(pointer, x);
    const [a, b] = this.#touching.values();
    const { session, width } = this.#surface();
    const { timeline } = session;
    const wanted = (this.#pinch.length * this.#pinch.apart) / apart(a, b);
    const length = Math.max(LEAST_ROWS, Math.min(timeline.rows, wanted));
    timeline.show(this.#pinch.row - ((a + b) / 2 / width) * length, length);
  }

  #row(x: number): number {
    const { session, width } = this.#surface();
    return xToRow({ span: session.timeline.span, width }, x);
  }
}

const apart = (a: number, b: number): number => Math.max(20, Math.abs(a - b));
