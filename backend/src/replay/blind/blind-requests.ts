import { HindcastError } from '@hindcast/engine';
import type { BlindDecide, BlindVerdict, ReplayState } from '@hindcast/engine/wire';
import type { ReplaySession } from '../session.ts';
import type { Trial } from './trial.ts';
import { compare } from './verdict.ts';

/** Decides on the signal that waits; the film may go on. */
export function decideOn(session: ReplaySession, { row, choice }: BlindDecide): ReplayState {
  trialOf(session).decide(session.veil.row(row), choice);
  return session.state();
}

/** Ends a blind replay where it stands and says what it was all about. */
export function verdictOf(session: ReplaySession): BlindVerdict {
  const { veil, recorded, furthest } = session;
  const trial = trialOf(session);
  const rows = trial.finish(furthest + 1);
  const { dataset, timeframe } = recorded;
  const { lane } = trial;
  const { openTime, timeframeMs } = lane.tape;
  return veil.verdict({
    ...compare(trial, rows),
    strategy: { name: trial.strategy.name, hash: trial.strategy.hash },
    revealed: {
      dataset: dataset.name,
      digest: dataset.digest,
      venue: lane.key.venue,
      symbol: lane.key.symbol,
      timeframe,
      from: openTime[trial.start],
      to: openTime[rows - 1] + timeframeMs,
    },
  });
}

function trialOf({ trial }: ReplaySession): Trial {
  if (trial) return trial;
  throw new HindcastError(
    'BLIND_NOT',
    'This replay is not a blind one.',
    'Open one with `blind: "prices"` or `blind: "identity"`.',
    { field: 'session' },
  );
}
