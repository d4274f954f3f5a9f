import type { components } from '$lib/api/schema.d.ts';
import type { SimulationReport } from '@hindcast/engine/simulation';

/** Names for the lab's shapes of the generated client. */
type Schemas = components['schemas'];

export type NewRun = Schemas['NewRun'];
export type RunCosts = Schemas['RunCosts'];
export type RunSummary = Schemas['RunSummary'];
export type Trade = Schemas['Trade'];
export type Equity = Schemas['Equity'];
export type Figure = Schemas['Figure'];
export type Preview = Schemas['Preview'];
export type Comparison = Schemas['Comparison'];
export type FigurePair = Schemas['FigurePair'];
export type ChangedTrade = Schemas['ChangedTrade'];
export type LibraryStrategy = Schemas['LibraryStrategy'];
export type StrategyParameter = Schemas['StrategyParameter'];
export type StrategyProblem = Schemas['StrategyProblem'];
export type StrategyCheck = Schemas['StrategyCheck'];
export type StrategyNames = Schemas['StrategyNames'];
export type StrategyWord = Schemas['StrategyWord'];

/** The report is the engine's own document; OpenAPI only says that it is an object. */
export type Report = SimulationReport;
export type Run = Omit<Schemas['Run'], 'report'> & { report: Report | null };

/** Whether a run still changes by itself. */
export const underWay = ({ state }: Pick<RunSummary, 'state'>): boolean =>
  state === 'queued' || state === 'running';
