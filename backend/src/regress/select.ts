import { execFile } from 'node:child_process';
import { dirname, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { didYouMean, HindcastError } from '@hindcast/engine';
import type { SuiteCase } from './suite-file.ts';

const run = promisify(execFile);

export interface Shard {
  index: number;
  of: number;
}

/** Cases whose id, suite or name is one of `only`, or matches it with `*`. Throws CASE_UNKNOWN. */
export function only(cases: readonly SuiteCase[], words: readonly string[]): SuiteCase[] {
  const chosen = words.map((word) => {
    const pattern = new RegExp(`^${word.split('*').map(escaped).join('.*')}$`);
    const found = cases.filter(({ id, suite, name }) => [id, suite, name].some((one) => pattern.test(one)));
    if (found.length === 0) throw unknown(word, cases);
    return found;
  });
  return chosen.length === 0 ? [...cases] : cases.filter((one) => chosen.some((list) => list.includes(one)));
}

/** Every n-th case, so that shards are alike in length. The shards together are all cases, each once. */
export function shard(cases: readonly SuiteCase[], { index, of }: Shard): SuiteCase[] {
  return cases.filter((_, k) => k % of === index - 1);
}

const ENGINE_PATHS =
  /^(engine\/src\/|engine\/package\.json|package-lock\.json|backend\/src\/(regress|datasets|simulation)\/)/;

/**
 * Cases whose inputs changed since a git revision: the engine (then all of them), the suite, the golden file, a strategy
 * or the dataset's manifest.
 *
 * @throws HindcastError GIT_FAILED
 */
export async function since(cases: readonly SuiteCase[], revision: string): Promise<SuiteCase[]> {
  const folder = cases.length > 0 ? cases[0].folder : process.cwd();
  const root = (await git(folder, 'rev-parse', '--show-toplevel')).trim();
  await git(folder, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  const tracked = await git(root, 'diff', '--name-only', revision);
  const fresh = await git(root, 'ls-files', '--others', '--exclude-standard');
  const changed = `${tracked}\n${fresh}`.split('\n').filter((path) => path !== '');
  if (changed.some((path) => ENGINE_PATHS.test(path))) return [...cases];
  return cases.filter((one) => changed.some((path) => touches(one, path, root)));
}

function touches(one: SuiteCase, path: string, root: string): boolean {
  const inRepository = (file: string): string => relative(root, file).replaceAll('\\', '/');
  if (path === inRepository(one.suiteFile) || path === inRepository(one.golden)) return true;
  if (path.endsWith(`/${one.dataset.name}/manifest.json`)) return true;
  return one.strategies.some(({ use }) => {
    const shipped = `datasets/strategies/${use}.`;
    return path.startsWith(shipped) || path === inRepository(resolve(one.folder, use));
  });
}

async function git(folder: string, ...args: string[]): Promise<string> {
  try {
    return (await run('git', args, { cwd: folder, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim().split('\n')[0] ?? String(error);
    throw new HindcastError(
      'GIT_FAILED',
      `--since asked git in ${dirname(folder)}, which said: ${reason}.`,
      'Name a revision that this clone has, such as origin/main; in CI fetch with enough depth.',
    );
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function unknown(word: string, cases: readonly SuiteCase[]): HindcastError {
  const ids = cases.flatMap(({ id, suite, name }) => [id, name, suite]);
  return new HindcastError(
    'CASE_UNKNOWN',
    `There is no case "${word}".`,
    didYouMean(word, ids) || `There is: ${[...new Set(cases.map(({ id }) => id))].join(', ')}.`,
    { field: 'only' },
  );
}
