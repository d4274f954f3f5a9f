import { explain, TIERS, type DigestColumn, type Explanation, type Market } from '@hindcast/engine';
import { DatasetStore, type StoreFolders } from '../datasets/index.ts';
import { allColumns, laneNamed } from './divergence.ts';
import type { Outcome } from './outcome.ts';
import { runCase, type Job } from './run-case.ts';

export type ReferenceQuestion =
  | { kind: 'run'; folders: StoreFolders; job: Job }
  | { kind: 'columns'; stream: string }
  | { kind: 'explain'; stream: string; row: number };

export type ReferenceAnswer =
  | { outcome: Outcome }
  | { columns: readonly DigestColumn[] | undefined }
  | { explanations: Explanation[] }
  | { failed: string };

/** A process of its own with another engine (see use-engine.ts), which answers one question after the other. */
let market: Market | undefined;

async function answer(question: ReferenceQuestion): Promise<ReferenceAnswer> {
  if (question.kind === 'run') {
    const computed = await runCase(new DatasetStore(question.folders), question.job);
    market = computed.market;
    return { outcome: computed.outcome };
  }
  if (!market) return { failed: 'nothing was run' };
  if (question.kind === 'columns') {
    const columns = allColumns(market, question.stream);
    const rows = market.cursor;
    return { columns: columns?.map(({ name, data }) => ({ name, data: data.slice(0, rows) })) };
  }
  const lane = laneNamed(market, question.stream);
  return { explanations: lane ? TIERS.map((tier) => explain(lane, question.row, tier)) : [] };
}

process.on('message', (question: ReferenceQuestion) => {
  answer(question).then(
    (said) => process.send?.(said),
    (error: unknown) => process.send?.({ failed: String(error) } satisfies ReferenceAnswer),
  );
});
