import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** A change as `mutants.mjs` describes it. */
interface Mutant {
  what: string;
  file: string;
  from: string;
  to: string;
  times?: number;
}

const MUTANTS = JSON.parse(readFileSync(new URL('mutant-list.json', import.meta.url), 'utf8')) as Mutant[];
const ENGINE = new URL('../../../engine/dist/', import.meta.url);

describe('mutants of the engine', () => {
  it.each(MUTANTS.map((mutant) => [mutant.what, mutant] as const))(
    'find their place: %s',
    (_what, { file, from, to, times = 1 }) => {
      const text = readFileSync(new URL(file, ENGINE), 'utf8');
      expect(text.split(from).length - 1).toBe(times);
      expect(to).not.toBe(from);
    },
  );
});
