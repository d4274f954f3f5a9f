import { HindcastError } from '@hindcast/engine';

export function notYet(): HindcastError {
  return new HindcastError('NOT_YET', 'This is not served yet.', 'Come back later.');
}
