import { StatelessKernel, type Kernel } from './kernel.ts';

/** Advances several kernels, in their order. */
export interface Program {
  advance(from: number, to: number): void;
}

/** Any number of kernels, called in a loop. */
export class LoopProgram implements Program {
  readonly #kernels: readonly Kernel[];

  constructor(kernels: readonly Kernel[]) {
    this.#kernels = kernels;
  }

  advance(from: number, to: number): void {
    for (let k = 0; k < this.#kernels.length; k++) this.#kernels[k].advance(from, to);
  }
}

/** Does nothing. */
export class Idle extends StatelessKernel {
  advance(): void {}
}
const IDLE = new Idle();

/** Kernels that an {@link UnrolledProgram} can hold. */
export const UNROLLED_SLOTS = 28;

/**
 * The same, with a call of its own for each place. A loop calls thirty kinds of kernel from one place, which a JavaScript
 * engine cannot predict or inline (13 ns a call, more than most kernels take); here each place always sees the
 * same kind, as long as all who use it hold the same list: lanes that compute everything.
 */
export class UnrolledProgram implements Program {
  readonly #slots: readonly Kernel[];

  constructor(kernels: readonly Kernel[]) {
    if (kernels.length > UNROLLED_SLOTS)
      throw new RangeError(`${kernels.length} kernels in ${UNROLLED_SLOTS} slots`);
    this.#slots = Array.from({ length: UNROLLED_SLOTS }, (_, k) => kernels[k] ?? IDLE);
  }

  advance(from: number, to: number): void {
    const slots = this.#slots;
    slots[0].advance(from, to);
    slots[1].advance(from, to);
    slots[2].advance(from, to);
    slots[3].advance(from, to);
    slots[4].advance(from, to);
    slots[5].advance(from, to);
    slots[6].advance(from, to);
    slots[7].advance(from, to);
    slots[8].advance(from, to);
    slots[9].advance(from, to);
    slots[10].advance(from, to);
    slots[11].advance(from, to);
    slots[12].advance(from, to);
    slots[13].advance(from, to);
    slots[14].advance(from, to);
    slots[15].advance(from, to);
    slots[16].advance(from, to);
    slots[17].advance(from, to);
    slots[18].advance(from, to);
    slots[19].advance(from, to);
    slots[20].advance(from, to);
    slots[21].advance(from, to);
    slots[22].advance(from, to);
    slots[23].advance(from, to);
    slots[24].advance(from, to);
    slots[25].advance(from, to);
    slots[26].advance(from, to);
    slots[27].advance(from, to);
  }
}
