import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LaneKey } from '@hindcast/engine';
import type { Dimension } from '@hindcast/engine/sweep';
import type { StoreFolders } from '../../datasets/index.ts';
import { VERSION } from '../../version.ts';
import { readStrategy } from '../../simulation/run/index.ts';
import { costsOf, type SweepAsk } from '../study-work.ts';
import { DEFAULT_EQUITY, type Settled } from './sweep-settings.ts';
import { SweepStore } from './sweep-store.ts';

/** A sweep that was begun and has no report: whoever asks for it again goes on with what it has left. */
export interface UnfinishedSweep {
  /** What it is known by on disk. */
  readonly id: string;
  readonly request: SweepAsk;
  /** Trials that are finished, and how many there are in all. */
  readonly known: number;
  readonly trials: number;
  /** When something was last written down, UTC ms. */
  readonly at: number;
}

/** As a sweep describes itself on disk. */
interface Definition extends Settled {
  readonly dataset: string;
  readonly strategy: string;
  readonly engine: string;
  readonly lanes?: readonly LaneKey[];
}

/** More than these are not looked at: each is read to the end to be counted. */
const MOST = 20;

/**
 * Sweeps over one dataset that stopped before their end, the last first. Only those that a request over HTTP can name again: of this
 * version of the engine, and with costs and a seed that it can say.
 */
export async function unfinishedSweeps(
  folders: StoreFolders,
  dataset: { readonly name: string; readonly digest: string; readonly lanes: readonly LaneKey[] },
): Promise<UnfinishedSweep[]> {
  const root = join(dirname(folders.data), 'sweeps');
  const ids = await readdir(root).catch((): string[] => []);
  const begun = (await Promise.all(ids.map((id) => beginningOf(root, id)))).filter(
    (one) => one !== undefined,
  );
  const own = begun
    .filter(({ definition }) => definition.dataset === dataset.digest && definition.engine === VERSION)
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST);
  const found: UnfinishedSweep[] = [];
  for (const { id, at, definition } of own) {
    const request = requestOf(dataset.name, dataset.lanes, definition);
    const known = request ? (await new SweepStore(folders, id).read()).size : 0;
    if (request && known > 0) found.push({ id, request, known, trials: definition.trials, at });
  }
  return found;
}

async function beginningOf(
  root: string,
  id: string,
): Promise<{ id: string; at: number; definition: Definition } | undefined> {
  const file = (name: string): string => join(root, id, name);
  const writtenAt = (name: string): Promise<number | undefined> =>
    stat(file(name)).then(
      ({ mtimeMs }) => Math.round(mtimeMs),
      () => undefined,
    );
  if ((await writtenAt('report.json')) !== undefined) return undefined;
  const at = await writtenAt('results.jsonl');
  const text = await readFile(file('definition.json'), 'utf8').catch(() => '');
  if (at === undefined || text === '') return undefined;
  try {
    return { id, at, definition: JSON.parse(text) as Definition };
  } catch {
    // Cut off by a crash before anything was found.
    return undefined;
  }
}

/** What asks for the same sweep; undefined where that cannot be said. */
function requestOf(
  dataset: string,
  recorded: readonly LaneKey[],
  definition: Definition,
): SweepAsk | undefined {
  const { strategy, dimensions, method, trials, seed, equity, costs, objective, minTrades, lanes } =
    definition;
  const { slippage, funding } = costs;
  const asked = {
    takerBps: Number((costs.takerFee * 10_000).toPrecision(12)),
    slippageBps: slippage.bps,
    funding,
  };
  const same = JSON.stringify(costsOf(asked as SweepAsk)) === JSON.stringify(costs);
  const sayable = same && isStrategyText(strategy) && !(typeof seed === 'number' && seed !== 1);
  if (!lanes || lanes.length === 0 || !sayable) return undefined;
  const usual = JSON.stringify(costsOf({} as SweepAsk)) === JSON.stringify(costs);
  const [{ timeframe }] = lanes;
  // What names everything there is need not be named.
  const offered = recorded.filter((lane) => lane.timeframe === timeframe);
  const some = (key: 'venue' | 'symbol'): string[] | undefined => {
    const own = [...new Set(lanes.map((lane) => lane[key]))];
    return own.length < new Set(offered.map((lane) => lane[key])).size ? own : undefined;
  };
  const [symbols, venues] = [some('symbol'), some('venue')];
  return {
    dataset,
    strategy,
    vary: dimensions.map(dimensionText),
    method,
    objective,
    minTrades,
    timeframe,
    ...(symbols ? { symbols } : {}),
    ...(venues?.length === 1 ? { venue: venues[0] } : {}),
    ...(method === 'grid' ? {} : { trials }),
    ...(typeof seed === 'string' ? { seed } : {}),
    ...(equity === DEFAULT_EQUITY ? {} : { equity }),
    ...(usual ? {} : asked),
  };
}

/** A strategy that was a program on somebody's disk cannot be sent. */
function isStrategyText(text: string): boolean {
  try {
    readStrategy(text);
    return true;
  } catch {
    return false;
  }
}

/** As it is read by `parseDimension`. */
function dimensionText(dimension: Dimension): string {
  if ('values' in dimension) return `${dimension.name}=${dimension.values.join(',')}`;
  const { name, from, to, step, log } = dimension;
  return `${name}=${from}:${to}${log ? ':log' : step > 0 ? `:${step}` : ''}`;
}
