import { performance } from 'node:perf_hooks';
import type { UtcMs } from '@hindcast/engine';

/** What tells real time in milliseconds; only differences of it are used. */
export type RealTime = () => number;

/**
 * The venue's time: it moves from a moment of the recording to its end, `speed` times as fast as real time. It can be
 * paused, moved to another moment, and stepped by hand. At the end of the recording it stands still.
 */
export class VenueClock {
  readonly end: UtcMs;
  readonly #real: RealTime;
  #speed: number;
  #paused: boolean;
  #anchorReal: number;
  #anchor: UtcMs;
  #seeks = 0;

  constructor(
    from: UtcMs,
    end: UtcMs,
    { speed, paused = false }: { speed: number; paused?: boolean },
    real: RealTime = () => performance.now(),
  ) {
    this.#paused = paused;
    this.end = end;
    this.#real = real;
    this.#speed = speed;
    this.#anchor = Math.min(from, end);
    this.#anchorReal = real();
  }

  /** The venue's time now, whole UTC milliseconds. */
  now(): UtcMs {
    if (this.#paused) return this.#anchor;
    const passed = (this.#real() - this.#anchorReal) * this.#speed;
    return Math.min(this.end, Math.floor(this.#anchor + passed));
  }

  get speed(): number {
    return this.#speed;
  }
  get paused(): boolean {
    return this.#paused;
  }
  /** Whether the recording is over. */
  get ended(): boolean {
    return this.now() >= this.end;
  }
  /** How often time has jumped: who steps through time starts afresh when this changes. */
  get seeks(): number {
    return this.#seeks;
  }

  setSpeed(speed: number): void {
    this.#hold();
    this.#speed = speed;
  }

  pause(): void {
    this.#hold();
    this.#paused = true;
  }

  resume(): void {
    this.#hold();
    this.#paused = false;
  }

  /** Jumps to a moment; nothing of what lies between is sent. */
  seek(time: UtcMs): void {
    this.#seeks++;
    this.moveTo(time);
  }

  /** Moves on to a moment through everything that lies between. */
  moveTo(time: UtcMs): void {
    this.#anchor = Math.min(time, this.end);
    this.#anchorReal = this.#real();
  }

  #hold(): void {
    this.moveTo(this.now());
  }
}
