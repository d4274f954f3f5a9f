/**
 * Checks of a document's shape for what every start reads first: a manifest and a cached column's header. The library that checks
 * recipes and suites is a hundred modules, a fifth of the time from the start of a process to its first row.
 *
 * A shape takes a value apart: it returns it with its known fields alone, or throws {@link Misshapen}.
 */
export type Shape<T> = (value: unknown, path: string) => T;

/** What a shape describes. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A value that is not of the shape: where, and what was expected. */
export class Misshapen extends Error {
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`${path}: expected ${expected}`);
  }
}

function demand(holds: boolean, path: string, expected: string): asserts holds {
  if (!holds) throw new Misshapen(path, expected);
}

export const text: Shape<string> = (value, path) => {
  demand(typeof value === 'string', path, 'text');
  return value;
};

/** Text that a pattern matches; `what` says in words which. */
export const matching =
  (pattern: RegExp, what: string): Shape<string> =>
  (value, path) => {
    demand(typeof value === 'string' && pattern.test(value), path, what);
    return value;
  };

/** A finite number. */
export const number: Shape<number> = (value, path) => {
  demand(typeof value === 'number' && Number.isFinite(value), path, 'a number');
  return value;
};

/** A finite number that is not below `least`. */
export const atLeast =
  (least: number): Shape<number> =>
  (value, path) => {
    demand(number(value, path) === value && value >= least, path, `a number from ${least} on`);
    return value;
  };

/** A whole number that is not below `least`. */
export const whole =
  (least: number): Shape<number> =>
  (value, path) => {
    demand(typeof value === 'number' && Number.isSafeInteger(value), path, 'a whole number');
    demand(value >= least, path, `a whole number from ${least} on`);
    return value;
  };

export const flag: Shape<boolean> = (value, path) => {
  demand(typeof value === 'boolean', path, 'true or false');
  return value;
};

export const oneOf =
  <const T extends string | number>(values: readonly T[]): Shape<T> =>
  (value, path) => {
    const found = values.find((known) => known === value);
    demand(found !== undefined, path, `one of ${values.join(', ')}`);
    return found;
  };

/** A list of at least so many. */
export const list =
  <T>(of: Shape<T>, least = 0): Shape<T[]> =>
  (value, path) => {
    demand(Array.isArray(value), path, 'a list');
    demand(value.length >= least, path, `a list of at least ${least}`);
    return value.map((inner, k) => of(inner, `${path}.${k}`));
  };

export const orNull =
  <T>(of: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : of(value, path);

/** A field that may be left out. */
export const optional =
  <T>(of: Shape<T>): Shape<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : of(value, path);

function entriesOf(value: unknown, path: string): Map<string, unknown> {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), path, 'an object');
  return new Map(Object.entries(value));
}

/** Names of any kind, each with a value of one shape. */
export const record =
  <T>(of: Shape<T>): Shape<Record<string, T>> =>
  (value, path) =>
    Object.fromEntries(
      [...entriesOf(value, path)].map(([name, inner]) => [name, of(inner, join(path, name))]),
    );

type Optional<F> = { [K in keyof F]: undefined extends Shaped<F[K]> ? K : never }[keyof F];
type Fields<F> = { [K in Exclude<keyof F, Optional<F>>]: Shaped<F[K]> } & {
  [K in Optional<F>]?: Shaped<F[K]>;
};

/** An object with these fields; others are dropped. */
export const object =
  <F extends Record<string, Shape<unknown>>>(fields: F): Shape<{ [K in keyof Fields<F>]: Fields<F>[K] }> =>
  (value, path) => {
    const given = entriesOf(value, path);
    const taken = Object.entries(fields).map(([name, of]) => [name, of(given.get(name), join(path, name))]);
    return Object.fromEntries(taken.filter(([, inner]) => inner !== undefined)) as {
      [K in keyof Fields<F>]: Fields<F>[K];
    };
  };

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
