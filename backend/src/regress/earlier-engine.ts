import type { StoreFolders } from '../datasets/index.ts';
import type { CaseOptions } from './case-result.ts';

/** Placeholder until engines of other revisions can be had. */
export function earlierEngine(_folders: StoreFolders): CaseOptions['earlier'] {
  return undefined;
}
