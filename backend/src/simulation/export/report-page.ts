import type { SimulationReport } from '@hindcast/engine/simulation';
import type { Equity, Trade } from '../dto/result.dto.ts';

/** What the page tells. */
export interface ReportPage {
  readonly report: SimulationReport;
  readonly equity: Equity;
  readonly trades: readonly Trade[];
  readonly title: string;
  readonly strategyText: string;
  readonly createdAt: number;
}

/** A report as one HTML file. */
export function reportPage({ title }: ReportPage): string {
  return title;
}
