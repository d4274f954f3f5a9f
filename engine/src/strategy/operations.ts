import { log } from '../numeric/log.ts';

/** A condition is one byte: two bits say what it may be, so that "missing" is both. */
export const TRUE = 1;
export const FALSE = 2;
export const MISSING = 3;

/** Values of one node over a block: numbers, or conditions as bytes. */
export type Values = Float64Array | Uint8Array;

/** One input of an operation: `data[i + shift]` is its value at row i of the block. */
export interface Operand {
  data: Values;
  shift: number;
}

/**
 * One operation of the expression language over rows [from, to) of a block. This one definition serves whole
 * blocks and, for what depends on the position, single rows: the two cannot differ.
 *
 * Conditions follow Kleene's three-valued logic: a comparison with a missing number is missing, `not` of it
 * too; `and` is false as soon as one side is, `or` true as soon as one side is. Only true triggers a rule.
 */
export interface Operation {
  readonly type: 'number' | 'condition';
  run(out: Values, inputs: readonly Operand[], from: number, to: number): void;
}

/* The loops are written out one by one on purpose: a loop that took the operation as a function would be
 * compiled once for all of them, with a call per row. */
const OPERATIONS = {
  lt: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++)
      out[i] = a[i + p] < b[i + q] ? TRUE : a[i + p] >= b[i + q] ? FALSE : MISSING;
  }),
  le: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++)
      out[i] = a[i + p] <= b[i + q] ? TRUE : a[i + p] > b[i + q] ? FALSE : MISSING;
  }),
  gt: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++)
      out[i] = a[i + p] > b[i + q] ? TRUE : a[i + p] <= b[i + q] ? FALSE : MISSING;
  }),
  ge: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++)
      out[i] = a[i + p] >= b[i + q] ? TRUE : a[i + p] < b[i + q] ? FALSE : MISSING;
  }),
  eq: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) {
      const x = a[i + p];
      const y = b[i + q];
      out[i] = x === y ? TRUE : x < y || x > y ? FALSE : MISSING;
    }
  }),
  ne: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) {
      const x = a[i + p];
      const y = b[i + q];
      out[i] = x === y ? FALSE : x < y || x > y ? TRUE : MISSING;
    }
  }),
  and: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) {
      const x = a[i + p];
      const y = b[i + q];
      out[i] = (x & y & TRUE) | ((x | y) & FALSE);
    }
  }),
  or: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) {
      const x = a[i + p];
      const y = b[i + q];
      out[i] = ((x | y) & TRUE) | (x & y & FALSE);
    }
  }),
  not: condition((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = ((a[i + p] & TRUE) << 1) | (a[i + p] >> 1);
  }),
  missing: condition((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] === a[i + p] ? FALSE : TRUE;
  }),
  undecided: condition((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] === MISSING ? TRUE : FALSE;
  }),
  neg: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = -a[i + p];
  }),
  add: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] + b[i + q];
  }),
  sub: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] - b[i + q];
  }),
  mul: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] * b[i + q];
  }),
  /** Division by zero has no value. */
  div: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = b[i + q] === 0 ? NaN : a[i + p] / b[i + q];
  }),
  /** Remainder with the sign of the dividend, as in C; of zero it has no value. */
  mod: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] % b[i + q];
  }),
  min: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.min(a[i + p], b[i + q]);
  }),
  max: number((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.max(a[i + p], b[i + q]);
  }),
  abs: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.abs(a[i + p]);
  }),
  sign: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.sign(a[i + p]);
  }),
  floor: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.floor(a[i + p]);
  }),
  sqrt: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = Math.sqrt(a[i + p]);
  }),
  /** Natural logarithm; of zero and below it has no value. */
  log: number((out, { data: a, shift: p }, _b, from, to) => {
    for (let i = from; i < to; i++) out[i] = a[i + p] > 0 ? log(a[i + p]) : NaN;
  }),
  /** Whether bit b of the mask a is set. */
  bit: condition((out, { data: a, shift: p }, { data: b, shift: q }, from, to) => {
    for (let i = from; i < to; i++) {
      out[i] = a[i + p] !== a[i + p] ? MISSING : (a[i + p] >> b[i + q]) & 1 ? TRUE : FALSE;
    }
  }),
  when: {
    type: 'number',
    run(out, inputs, from, to) {
      const [{ data: c, shift: r }, { data: a, shift: p }, { data: b, shift: q }] = inputs;
      for (let i = from; i < to; i++) {
        const held = c[i + r];
        out[i] = held === TRUE ? a[i + p] : held === FALSE ? b[i + q] : NaN;
      }
    },
  },
} as const satisfies Record<string, Operation>;

type Loop<Out> = (out: Out, a: Operand, b: Operand, from: number, to: number) => void;

function condition(loop: Loop<Uint8Array>): Operation {
  return {
    type: 'condition',
    run: (out, inputs, from, to) => loop(out as Uint8Array, inputs[0], inputs[1], from, to),
  };
}
function number(loop: Loop<Float64Array>): Operation {
  return {
    type: 'number',
    run: (out, inputs, from, to) => loop(out as Float64Array, inputs[0], inputs[1], from, to),
  };
}

export type OperationName = keyof typeof OPERATIONS;

export function operation(name: OperationName): Operation {
  return OPERATIONS[name];
}
