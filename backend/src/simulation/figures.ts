import { FIGURES } from '@hindcast/engine/simulation';
import type { Figure } from './dto/result.dto.ts';

/** What every figure of a report means, group by group, in the order in which reports show them. */
export function figures(): Figure[] {
  return FIGURES.map((figure) => ({ ...figure }));
}
