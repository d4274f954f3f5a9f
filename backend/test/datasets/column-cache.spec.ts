import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetStore, type Dataset } from '../../src/datasets/index.ts';
import { LANE, sameTape, sampleTape } from './sample-tapes.ts';

jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'hindcast-cache-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const columns = (): string => join(folder, 'cache/columns');
const cached = async (): Promise<string[]> =>
  (await readdir(columns()).catch(() => [])).filter((name) => name.endsWith('.f64')).sort();

function storeOf(cacheBytes?: number): DatasetStore {
  return new DatasetStore({
    data: join(folder, 'datasets'),
    cache: join(folder, 'cache'),
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });
}

async function dataset(store: DatasetStore, name: string, rows: number): Promise<Dataset> {
  const draft = { name, origin: 'a test', licence: 'MIT', simulated: true, createdAt: 0 };
  return store.write(draft, [sampleTape(rows)]);
}

/** Opens the lane in a store that has seen nothing yet. */
async function open(
  made: Dataset,
  cacheBytes?: number,
): Promise<Awaited<ReturnType<DatasetStore['openTape']>>> {
  const store = storeOf(cacheBytes);
  const tape = await store.openTape(made, LANE);
  await store.settled();
  return tape;
}

describe('the column cache', () => {
  const tape = sampleTape(3000);
  let made: Dataset;
  let path: string;
  beforeEach(async () => {
    made = await dataset(storeOf(), 'sample', 3000);
    await open(made);
    path = join(columns(), (await cached())[0]);
  });

  const damages: [string, () => Promise<void>][] = [
    ['a byte that was changed', () => flip(path, 9_000)],
    [
      'a byte that was changed, and the time of modification set back',
      async () => {
        const { atime, mtime } = await stat(path);
        await flip(path, 9_000);
        await utimes(path, atime, mtime);
      },
    ],
    ['a header that was changed', () => flip(path, 20)],
    [
      'a header that is gone',
      async () => writeFile(path, Buffer.concat([Buffer.alloc(4096), (await readFile(path)).subarray(4096)])),
    ],
    ['an end that is missing', async () => truncate(path, (await stat(path)).size - 8)],
    ['an empty file', () => truncate(path, 0)],
    ['nothing at all', () => rm(path)],
    [
      'a mark that was lost, and a byte changed',
      async () => {
        await rm(path.replace('.f64', '.mark'));
        await flip(path, 9_000);
      },
    ],
  ];
  it.each(damages)(
    'notices %s, gives the right bits all the same, and is whole again',
    async (_what, damage) => {
      const whole = await readFile(path);
      await damage();
      expect(sameTape(await open(made), tape)).toBe(true);
      expect((await readFile(path)).equals(whole)).toBe(true);
    },
  );

  it('takes a file that was copied when its checksum is right', async () => {
    await copyFile(path, `${path}.copy`);
    await rm(path);
    await copyFile(`${path}.copy`, path);
    const { ino } = await stat(path);
    expect(sameTape(await open(made), tape)).toBe(true);
    expect((await stat(path)).ino).toBe(ino);
  });

  it('keeps to its limit: what was used longest ago goes first', async () => {
    const size = (await stat(path)).size;
    const other = await dataset(storeOf(), 'other', 3001);
    const third = await dataset(storeOf(), 'third', 3002);
    await open(other, size * 2.5);
    const [{ sha256: a }, { sha256: b }, { sha256: c }] = [made, other, third].map(
      (one) => one.manifest.lanes[0],
    );
    await utimes(join(columns(), `${b}.mark`), new Date(1000), new Date(1000));
    await open(made, size * 2.5);
    await open(third, size * 2.5);
    expect(await cached()).toEqual([`${a}.f64`, `${c}.f64`].sort());
    expect((await readdir(columns())).filter((name) => name.endsWith('.mark'))).toHaveLength(2);
  });

  it('keeps nothing where the limit is 0, and takes drafts of the dead away', async () => {
    await writeFile(join(columns(), 'x.f64.999.1'), 'left over');
    await utimes(join(columns(), 'x.f64.999.1'), new Date(1000), new Date(1000));
    const other = await dataset(storeOf(), 'other', 2000);
    await open(other, 0);
    expect(await cached()).toHaveLength(1);
    await open(other);
    expect((await readdir(columns())).some((name) => name.endsWith('.999.1'))).toBe(false);
  });

  it('forgets a dataset that is deleted', async () => {
    await storeOf().delete('sample');
    expect(await readdir(columns())).toEqual([]);
  });
});

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] ^= 1;
  await writeFile(path, bytes);
}
