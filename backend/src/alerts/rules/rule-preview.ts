import { Injectable } from '@nestjs/common';
import { Market, timeframeMs, TIMEFRAMES, type Tape } from '@hindcast/engine';
import { announcedSubject, compileRule, ruleSubject } from '@hindcast/engine/alerts';
import { seededRandom } from '@hindcast/engine/testing';
import { validate, type Subject, type SubjectStudy, type Validation } from '@hindcast/engine/validation';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AlertPolicyEntity } from '../../database/entities/alert-policy.entity.ts';
import { DatasetStore } from '../../datasets/index.ts';
import type { PolicyPreviewRequest } from '../policies/policy.dto.ts';
import type { RulePreviewRequest, RulePreview } from './rule.dto.ts';
import { bodyOf } from './rules.service.ts';

const DAY_MS = 86_400_000;
const LATEST = 20;
/** Rows computed between two turns of the event loop. */
const SLICE = 16_384;
/** What a round trip costs when nobody says: two taker fees and two basis points of slippage. */
const COSTS = 0.0012;

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** What a rule would have done over a recording. Nothing is stored, and the ledger of trials is not asked. */
@Injectable()
export class RulePreviews {
  constructor(private readonly store: DatasetStore) {}

  /** @throws HindcastError DATASET_UNKNOWN, RULE_INVALID, EXPRESSION_… */
  preview({ rule, ...over }: RulePreviewRequest): Promise<RulePreview> {
    return this.#study(ruleSubject(compileRule(bodyOf(rule))), over);
  }

  /** @throws HindcastError DATASET_UNKNOWN */
  ofPolicy(
    { subject, everyBar, cooldown }: AlertPolicyEntity,
    over: PolicyPreviewRequest,
  ): Promise<RulePreview> {
    return this.#study(announcedSubject(subject, { everyBar, cooldown }), over);
  }

  async #study(
    subject: Subject,
    { dataset: name, timeframe, direction, horizon = 12 }: Omit<RulePreviewRequest, 'rule'>,
  ): Promise<RulePreview> {
    const dataset = await this.store.open(name);
    const { manifest } = dataset;
    const wanted = timeframe ?? TIMEFRAMES.find((word) => manifest.timeframes.includes(word));
    const tapes: Tape[] = [];
    try {
      for (const lane of manifest.lanes.filter((one) => one.timeframe === wanted)) {
        tapes.push(await this.store.openTape(dataset, lane));
      }
      const market = new Market(tapes, {
        metrics: [...subject.columns, ...STUDIED],
        pairs: subject.id === 'CORRELATION_BREAK',
      });
      for (let row = 0; row < market.rows;) {
        row = Math.min(market.rows, row + SLICE);
        market.advance(row);
        await nextTurn();
      }
      const fired = market.lanes.map((lane) => Array.from(subject.rowsOf(market, lane)));
      const work = validate(market, [subject], {
        random: seededRandom('rule preview'),
        costs: COSTS,
        horizons: [horizon],
        direction,
        replicates: 200,
      });
      return { ...counted(market, fired), ...judged(finished(work).subjects[0]) };
    } finally {
      for (const tape of tapes) this.store.closeTape(tape);
    }
  }
}

/** Columns that a study looks at. */
const STUDIED = ['bias', 'volatilityRegime', 'confluence'];

function finished(work: Generator<unknown, Validation>): Validation {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

type Counted = Pick<RulePreview, 'fired' | 'perDay' | 'lanes' | 'daily' | 'from' | 'latest'>;

function counted(market: Market, fired: readonly (readonly number[])[]): Counted {
  const [{ tape }] = market.lanes;
  const from = Math.floor(tape.openTime[0] / DAY_MS) * DAY_MS;
  const end = tape.openTime[market.rows - 1] + timeframeMs(tape.key.timeframe);
  const daily = new Array<number>(Math.ceil((end - from) / DAY_MS)).fill(0);
  const places = market.lanes.flatMap(({ key: { venue, symbol } }, k) =>
    fired[k].map((row) => ({ venue, symbol, time: tape.openTime[row] })),
  );
  places.sort((a, b) => a.time - b.time);
  for (const { time } of places) daily[Math.floor((time - from) / DAY_MS)]++;
  return {
    fired: places.length,
    perDay: places.length / Math.max(1, (end - tape.openTime[0]) / DAY_MS),
    lanes: market.lanes.map(({ key: { venue, symbol } }, k) => ({ venue, symbol, fired: fired[k].length })),
    daily,
    from,
    latest: places.slice(-LATEST),
  };
}

function judged({
  horizons: [horizon],
  verdict,
}: SubjectStudy): Pick<RulePreview, 'judged' | 'hitRate' | 'verdict'> {
  const { estimate, low, high } = horizon.hitRate;
  return {
    judged: horizon.events,
    hitRate: { estimate: known(estimate), low: known(low), high: known(high), base: known(horizon.baseRate) },
    verdict: verdict.sentence,
  };
}
