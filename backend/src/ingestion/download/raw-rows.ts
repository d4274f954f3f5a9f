import { HindcastError } from '@hindcast/engine';
import { z } from 'zod';

const cell = z.union([z.string(), z.number()]);

/** Rows that a venue answers as arrays. */
export function arrayRows(answer: unknown, from: string): (string | number)[][] {
  return checked(z.array(z.array(z.union([cell, z.null()]).transform((value) => value ?? ''))), answer, from);
}

/** Rows that a venue answers as objects: their cells under the given keys. */
export function objectRows<Key extends string>(
  answer: unknown,
  keys: readonly Key[],
  from: string,
): Record<Key, string | number>[] {
  const shape = Object.fromEntries(keys.map((key) => [key, cell])) as Record<Key, typeof cell>;
  return checked(z.array(z.object(shape)), answer, from) as Record<Key, string | number>[];
}

function checked<T>(schema: z.ZodType<T>, answer: unknown, from: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new HindcastError(
    'DOWNLOAD_ANSWER',
    `${from} answered something else than rows: ${issue.path.join('.')} ${issue.message}.`,
    'The venue may have changed; import its archive files instead.',
  );
}
