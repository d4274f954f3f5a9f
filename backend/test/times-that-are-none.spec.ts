import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHindcast } from './datasets/cli-runner.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-times-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** JavaScript reads 31 February as 2 March: a range would silently begin on another day than the one that was written. */
describe('a day that does not exist', () => {
  it.each([
    ['parity', ['--from', '2024-02-31']],
    ['parity', ['--to', '2023-02-29T12:00']],
    ['download', ['--symbols', 'BTC/USDT:USDT', '--from', '2024-02-31']],
    ['simulate', ['small', '--from', '2024-04-31']],
  ])('is refused by hindcast %s %j, which names the option', async (command, args) => {
    const { code, out, err } = await runHindcast(folder, command, ...args);
    expect(code).toBe(2);
    expect(out + err).toContain(args.find((word) => word.startsWith('--') && word !== '--symbols'));
    expect(out + err).toContain('2025-01-31');
  });
});
