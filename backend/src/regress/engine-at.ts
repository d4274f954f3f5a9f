import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../..');
/** Beside the engine's own modules, so that an earlier engine finds what it imports; never under version control. */
const CACHE = join(REPOSITORY, 'engine/node_modules/.cache/hindcast');

/** The revision that last changed a file, or null where git cannot tell: no repository, a shallow clone, no git. */
export async function revisionOf(file: string): Promise<string | null> {
  const args = ['log', '-1', '--format=%H', '--', file];
  const found = await run('git', args, { cwd: dirname(file) }).catch(() => null);
  return found?.stdout.trim() || null;
}

/** The engine as it was at a revision of this repository, built: its folder, or null where it cannot be had. */
export async function engineAt(revision: string): Promise<string | null> {
  const target = join(CACHE, revision);
  if (await stat(join(target, 'index.js')).catch(() => null)) return target;
  const draft = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await mkdir(draft, { recursive: true });
    await unpack(revision, draft);
    await transpile(join(draft, 'engine/src'));
    await rename(join(draft, 'engine/src'), target).catch(() => stat(join(target, 'index.js')));
    return target;
  } catch {
    return null;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function unpack(revision: string, into: string): Promise<void> {
  const archive = spawn('git', ['archive', '--format=tar', revision, 'engine/src'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tar = spawn('tar', ['-x', '-C', into], { stdio: [archive.stdout, 'ignore', 'ignore'] });
  await new Promise<void>((done, failed) => {
    archive.on('error', failed);
    tar.on('error', failed);
    tar.on('exit', (code) => (code === 0 ? done() : failed(new Error('tar failed'))));
  });
}

/** TypeScript to JavaScript, file by file: types are not checked, they were when the revision was made. */
async function transpile(folder: string): Promise<void> {
  const { default: typescript } = await import('typescript');
  const compilerOptions = {
    module: typescript.ModuleKind.ESNext,
    target: typescript.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  };
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!entry.endsWith('.ts') || entry.endsWith('.spec.ts')) continue;
    const file = join(folder, entry);
    const { outputText } = typescript.transpileModule(await readFile(file, 'utf8'), { compilerOptions });
    await writeFile(file.replace(/\.ts$/, '.js'), outputText);
  }
}
