import { StatelessKernel, type Kernel } from './kernel.ts';

/** Advances several kernels, in their order. */
export interface Program {
  /** Whether there is nothing to advance. */
  readonly idle: boolean;
  advance(from: number, to: number): void;
}

/** Any number of kernels, called in a loop. */
export class Loop implements Program {
  constructor(private readonly kernels: readonly Kernel[]) {}

  get idle(): boolean {
    return this.kernels.length === 0;
  }

  advance(from: number, to: number): void {
    const kernels = this.kernels;
    for (let k = 0; k < kernels.length; k++) kernels[k].advance(from, to);
  }
}

/** Programs one after the other. */
export class Sequence implements Program {
  private readonly programs: readonly Program[];

  constructor(programs: readonly Program[]) {
    this.programs = programs.filter((program) => !program.idle);
  }

  get idle(): boolean {
    return this.programs.length === 0;
  }

  advance(from: number, to: number): void {
    const programs = this.programs;
    for (let k = 0; k < programs.length; k++) programs[k].advance(from, to);
  }
}

/** Fills a place. */
class Idle extends StatelessKernel {
  advance(): void {}
}
const IDLE = new Idle();

/** From how many kernels on a call site for each pays, and for how many there are. */
const FEWEST = 6;
const MOST = 16;

/**
 * Kernels that are the same on all who use this: lanes that compute everything. A loop calls two dozen kinds of kernel
 * from one place, which a JavaScript engine cannot predict or inline (13 ns a call, more than most kernels take).
 */
export function unrolled(kernels: readonly Kernel[]): Program {
  return kernels.length >= FEWEST && kernels.length <= MOST ? new Unrolled(kernels) : new Loop(kernels);
}

/** Has a call of its own for each place, and so each place sees one kind of kernel. */
class Unrolled implements Program {
  readonly idle = false;
  private readonly k0: Kernel;
  private readonly k1: Kernel;
  private readonly k2: Kernel;
  private readonly k3: Kernel;
  private readonly k4: Kernel;
  private readonly k5: Kernel;
  private readonly k6: Kernel;
  private readonly k7: Kernel;
  private readonly k8: Kernel;
  private readonly k9: Kernel;
  private readonly k10: Kernel;
  private readonly k11: Kernel;
  private readonly k12: Kernel;
  private readonly k13: Kernel;
  private readonly k14: Kernel;
  private readonly k15: Kernel;

  constructor(kernels: readonly Kernel[]) {
    this.k0 = kernels[0] ?? IDLE;
    this.k1 = kernels[1] ?? IDLE;
    this.k2 = kernels[2] ?? IDLE;
    this.k3 = kernels[3] ?? IDLE;
    this.k4 = kernels[4] ?? IDLE;
    this.k5 = kernels[5] ?? IDLE;
    this.k6 = kernels[6] ?? IDLE;
    this.k7 = kernels[7] ?? IDLE;
    this.k8 = kernels[8] ?? IDLE;
    this.k9 = kernels[9] ?? IDLE;
    this.k10 = kernels[10] ?? IDLE;
    this.k11 = kernels[11] ?? IDLE;
    this.k12 = kernels[12] ?? IDLE;
    this.k13 = kernels[13] ?? IDLE;
    this.k14 = kernels[14] ?? IDLE;
    this.k15 = kernels[15] ?? IDLE;
  }

  advance(from: number, to: number): void {
    this.k0.advance(from, to);
    this.k1.advance(from, to);
    this.k2.advance(from, to);
    this.k3.advance(from, to);
    this.k4.advance(from, to);
    this.k5.advance(from, to);
    this.k6.advance(from, to);
    this.k7.advance(from, to);
    this.k8.advance(from, to);
    this.k9.advance(from, to);
    this.k10.advance(from, to);
    this.k11.advance(from, to);
    this.k12.advance(from, to);
    this.k13.advance(from, to);
    this.k14.advance(from, to);
    this.k15.advance(from, to);
  }
}
