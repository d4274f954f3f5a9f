import { NUMBER_DOCS } from '@hindcast/engine/simulation';
import type { Figure } from './dto/result.dto.ts';

/** What every figure of a report means, in the order in which reports show them. */
export function figures(): Figure[] {
  return Object.entries(NUMBER_DOCS).map(([name, doc]) => ({
    name,
    ...doc,
    group: 'report',
    better: 'none',
  }));
}
