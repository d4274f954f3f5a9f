import { HindcastError } from '@hindcast/engine';

/** Whether somebody has stopped it, and nothing has gone wrong. */
export const isInterruption = (error: unknown): boolean =>
  error instanceof HindcastError && error.code === 'INTERRUPTED';

/** What becomes of a sweep that somebody stops: other than a validation it keeps what it has. */
export function sweepInterrupted(done: number, trials: number, folder: string): HindcastError {
  return new HindcastError(
    'INTERRUPTED',
    done > 0
      ? `Interrupted: ${done} of ${trials} trials are done and kept in ${folder}.`
      : 'Interrupted before the first trials were done.',
    'Ask for the same sweep again: it goes on where it was.',
  );
}
