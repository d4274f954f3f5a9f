import type { components } from '$lib/api/schema.d.ts';
import type { MonteCarloTrades } from '@hindcast/engine/statistics';
import type { OutcomeName, SweepJudgement } from '@hindcast/engine/sweep';
import type * as Engine from '@hindcast/engine/validation';

type Schemas = components['schemas'];

/** As JSON carries a document: what is not a finite number is null. */
export type Wire<T> = T extends number
  ? number | null
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

export type NewValidation = Schemas['NewValidation'];
export type NewSweep = Schemas['NewSweep'];
export type NewWalk = Schemas['NewWalk'];
export type Study = Schemas['StudyDto'];
export type Objective = NonNullable<NewSweep['objective']>;
export type LedgerEntry = Schemas['TrialEntryDto'];
export type UnfinishedSweep = Schemas['UnfinishedSweepDto'];

/** The documents are those of the command line; OpenAPI only says that they are objects. */
export type Subject = Wire<Engine.SubjectStudy>;
export type TierCurve = Wire<Engine.TierCurve>;
export interface StudiedData {
  readonly name: string;
  readonly digest: string;
  readonly simulated: boolean;
}
export interface ValidationDocument {
  readonly dataset: StudiedData;
  readonly options: {
    readonly costsBps: number;
    readonly direction: NonNullable<NewValidation['direction']>;
    readonly horizons: readonly number[];
    readonly seed: string | number;
    readonly replicates: number;
  };
  readonly engineVersion: string;
  readonly subjects: readonly Subject[];
  readonly tiers: readonly TierCurve[];
  readonly tests: { readonly here: number; readonly earlier: number; readonly total: number };
  readonly rate: number;
  readonly lanes: readonly Lane[];
  readonly range: { readonly from: number; readonly to: number; readonly rows: number };
}
export interface Lane {
  readonly venue: string;
  readonly symbol: string;
  readonly timeframe: string;
}

export interface Trial {
  readonly index: number;
  readonly values: readonly number[];
  readonly numbers: Readonly<Record<OutcomeName, number | null>>;
  readonly score: number | null;
}
export interface SweepDocument {
  readonly dataset: StudiedData;
  readonly strategy: { readonly name: string };
  readonly dimensions: readonly { readonly name: string }[];
  readonly objective: Objective;
  readonly minTrades: number;
  readonly seed: string | number;
  readonly engineVersion: string;
  readonly lanes: readonly Lane[];
  readonly trials: readonly Trial[];
  readonly best: readonly {
    readonly trial: number;
    readonly report: { readonly range: { readonly from: number; readonly to: number } };
  }[];
  readonly plateaus: readonly {
    readonly trial: number;
    readonly score: number;
    readonly floor: number | null;
    readonly neighbours: number;
  }[];
  readonly judgement: Wire<SweepJudgement>;
  readonly how: {
    readonly walked: number;
    readonly barByBar: number;
    readonly resumed: number;
    readonly why: string | null;
    readonly notes: readonly string[];
  };
}

export interface WalkDocument {
  readonly dataset: StudiedData;
  readonly strategy: { readonly name: string };
  readonly lanes: readonly Lane[];
  readonly plan: {
    readonly mode: 'rolling' | 'anchored';
    readonly trainDays: number;
    readonly testDays: number;
    readonly purgeBars: number;
    readonly embargoBars: number;
  };
  readonly objective: Objective;
  readonly seed: string | number;
  readonly engineVersion: string;
  readonly sentence: string;
  readonly word: string;
  readonly dimensions: readonly { readonly name: string }[];
  readonly steps: readonly {
    readonly train: { readonly from: number; readonly to: number };
    readonly test: { readonly from: number; readonly to: number };
    readonly values: readonly number[] | null;
    readonly trained: Readonly<Record<OutcomeName, number | null>> | null;
    readonly tested: Readonly<Record<OutcomeName, number | null>> | null;
    readonly efficiency: number | null;
  }[];
  readonly equity: { readonly time: readonly number[]; readonly value: readonly number[] };
  readonly outOfSample: Readonly<
    Record<'returnPct' | 'sharpe' | 'maxDrawdownPct' | 'trades' | 'wins', number | null>
  >;
  readonly efficiency: number | null;
  readonly monteCarlo: {
    readonly trades: Wire<MonteCarloTrades> | null;
    readonly shuffled: Wire<MonteCarloTrades>;
    readonly blocks: Wire<MonteCarloTrades>;
  } | null;
}

export const underWay = ({ state }: Pick<Study, 'state'>): boolean =>
  state === 'waiting' || state === 'running';
