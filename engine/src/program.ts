import { StatelessKernel, type Kernel } from './kernel.ts';

/** Advances several kernels, in their order. */
export interface Program {
  /** Whether there is nothing to advance. */
  readonly idle: boolean;
  advance(from: number, to: number): void;
  /** Advances over row i. */
  row(i: number): void;
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

  row(i: number): void {
    this.advance(i, i + 1);
  }
}

/** Programs one after the other: the only one that has anything to advance, where there is one. */
export function sequence(programs: readonly Program[]): Program {
  const busy = programs.filter((program) => !program.idle);
  return busy.length === 1 ? busy[0] : new Sequence(busy);
}

class Sequence implements Program {
  constructor(private readonly programs: readonly Program[]) {}

  get idle(): boolean {
    return this.programs.length === 0;
  }

  advance(from: number, to: number): void {
    const programs = this.programs;
    for (let k = 0; k < programs.length; k++) programs[k].advance(from, to);
  }

  row(i: number): void {
    const programs = this.programs;
    for (let k = 0; k < programs.length; k++) programs[k].row(i);
  }
}

/** A kernel that can be asked for one row. */
type RowKernel = Kernel & Required<Pick<Kernel, 'row'>>;

/** Fills a place. */
class Idle extends StatelessKernel {
  advance(): void {}
  row(): void {}
}
const IDLE = new Idle();

/** From how many kernels on a call site for each pays, and for how many there are. */
const FEWEST = 6;
const MOST = 16;

/**
 * Kernels that are the same on all who use this: lanes that compute everything. A loop calls a dozen kinds of kernel
 * from one place, which a JavaScript engine cannot predict or inline (13 ns a call, more than most kernels take).
 */
export function unrolled(kernels: readonly Kernel[]): Program {
  const few = kernels.length < FEWEST || kernels.length > MOST;
  return !few && kernels.every(hasRow) ? new Unrolled(kernels) : new Loop(kernels);
}

function hasRow(kernel: Kernel): kernel is RowKernel {
  return kernel.row !== undefined;
}

/** Has a call of its own for each place, and so each place sees one kind of kernel. */
class Unrolled implements Program {
  readonly idle = false;
  private readonly k0: RowKernel;
  private readonly k1: RowKernel;
  private readonly k2: RowKernel;
  private readonly k3: RowKernel;
  private readonly k4: RowKernel;
  private readonly k5: RowKernel;
  private readonly k6: RowKernel;
  private readonly k7: RowKernel;
  private readonly k8: RowKernel;
  private readonly k9: RowKernel;
  private readonly k10: RowKernel;
  private readonly k11: RowKernel;
  private readonly k12: RowKernel;
  private readonly k13: RowKernel;
  private readonly k14: RowKernel;
  private readonly k15: RowKernel;

  constructor(kernels: readonly RowKernel[]) {
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

  row(i: number): void {
    this.k0.row(i);
    this.k1.row(i);
    this.k2.row(i);
    this.k3.row(i);
    this.k4.row(i);
    this.k5.row(i);
    this.k6.row(i);
    this.k7.row(i);
    this.k8.row(i);
    this.k9.row(i);
    this.k10.row(i);
    this.k11.row(i);
    this.k12.row(i);
    this.k13.row(i);
    this.k14.row(i);
    this.k15.row(i);
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
