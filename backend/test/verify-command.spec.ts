import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders } from '../src/datasets/index.ts';
import { runHindcast } from './datasets/cli-runner.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-verify-'));
  const tapes = smallMarket('verify', { rows: 400, symbols: ['BTC/USDT:USDT'] });
  const draft = { name: 'small', origin: 'made for a test', licence: 'none', simulated: true };
  await new DatasetStore(storeFolders(folder)).write(draft, tapes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(
  ...args: string[]
): Promise<{ exitCode: number; document: Record<string, unknown>; stderr: string }> {
  const { code, out, err } = await runHindcast(folder, 'verify', ...args, '--json');
  return { exitCode: code, document: JSON.parse(out) as Record<string, unknown>, stderr: err };
}

describe('hindcast verify', () => {
  it('prints the same digests twice, and that nothing looks ahead, for the engine and a strategy', async () => {
    const first = await verify('small', '--cuts', '3', '--strategy', 'confluence-follow');
    const second = await verify('small', '--cuts', '3', '--strategy', 'confluence-follow');
    expect(first.exitCode).toBe(0);
    expect(first.document).toMatchObject({
      dataset: 'small',
      ok: true,
      timeframes: [
        { timeframe: '5m', lanes: [{ rows: 400 }, { rows: 400 }], proof: { cuts: 3, rows: 400, leak: null } },
      ],
    });
    expect(second.document).toEqual(first.document);
  });

  it.each([
    [['nothing-like-it'], 'DATASET_UNKNOWN'],
    [['small', '--timeframe', '1h'], 'TIMEFRAME_NOT_RECORDED'],
    [['small', '--cuts', '0'], 'CLI_USAGE'],
    [['small', '--strategy', 'no-such-strategy'], 'STRATEGY_UNKNOWN'],
  ])('%j exits 2 with a sentence', async (args, code) => {
    const { exitCode, document, stderr } = await verify(...args);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ error: { code } });
    expect(stderr).toContain('hindcast: ');
  });
});
