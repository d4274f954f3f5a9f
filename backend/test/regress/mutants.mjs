#!/usr/bin/env node
/**
 * Proof that the recorded suites see a wrong engine: the built engine is copied, one small change is made in the copy, the
 * suites run against it, and must fail. `npm run check:mutants -w hindcast`, after `npm run build`; some minutes.
 *
 * Prints one line per mutant with the first field that the report named. Exits 1 where one survives.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * One small change to the built engine.
 *
 * @typedef {object} Mutant
 * @property {string} what
 * @property {string} file under engine/dist
 * @property {string} from
 * @property {string} to
 * @property {number} [times] how often `from` stands in the file, once by default: where a formula stands for a row and for a block of
 *   them, both are changed
 * @property {string} [field] what the report has to name
 */

/** @type {readonly Mutant[]} */
const MUTANTS = JSON.parse(readFileSync(new URL('mutant-list.json', import.meta.url), 'utf8'));
const ROOT = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../..');
const DIST = join(ROOT, 'engine/dist');
// Inside the engine's folder, so that the copy finds the packages that the engine imports.
const COPY = join(ROOT, 'engine/node_modules/.cache/hindcast/mutant');
const HOOK = pathToFileURL(join(ROOT, 'backend/dist/regress/use-engine.js')).href;

/** @param {Mutant} mutant */
function mutate({ file, from, to }) {
  writeFileSync(join(COPY, file), readFileSync(join(DIST, file), 'utf8').replaceAll(from, to));
}

/** @param {string} file */
const restore = (file) => cpSync(join(DIST, file), join(COPY, file));

/** @returns {Promise<{ code: number | null, out: string }>} */
function regress() {
  return new Promise((done) => {
    const args = [
      '--import',
      HOOK,
      join(ROOT, 'backend/bin/hindcast.mjs'),
      'regress',
      '--json',
      '--no-trace',
    ];
    const child = spawn(process.execPath, args, { env: { ...process.env, HINDCAST_ENGINE: COPY } });
    let out = '';
    child.stdout.on('data', (part) => (out += part));
    child.on('exit', (code) => done({ code, out }));
  });
}

/**
 * The fields that the report names: columns of streams and events, and numbers of strategies.
 *
 * @param {string} out
 */
function named(out) {
  const { cases = [] } = JSON.parse(out);
  const fields = new Set();
  for (const one of cases) {
    for (const { columns } of one.changes?.streams ?? []) columns.forEach((column) => fields.add(column));
    for (const { numbers } of one.changes?.strategies ?? []) numbers.forEach(({ name }) => fields.add(name));
    if (one.error) fields.add(one.error.code);
  }
  return [...fields];
}

for (const { what, file, from, times = 1 } of MUTANTS) {
  const found = readFileSync(join(DIST, file), 'utf8').split(from).length - 1;
  if (found !== times)
    throw new Error(`${what}: "${from}" is ${found} times in ${file}, not ${times}. Mend mutant-list.json.`);
}
rmSync(COPY, { recursive: true, force: true });
mkdirSync(COPY, { recursive: true });
cpSync(DIST, COPY, { recursive: true });
// Words after the command choose the mutants whose name has one of them.
const words = process.argv.slice(2);
const chosen = MUTANTS.filter(({ what }) => words.length === 0 || words.some((word) => what.includes(word)));
let survivors = 0;
try {
  const clean = await regress();
  if (clean.code !== 0)
    throw new Error(`The suites do not pass before any change: ${clean.out.slice(0, 500)}`);
  for (const mutant of chosen) {
    mutate(mutant);
    const { code, out } = await regress();
    restore(mutant.file);
    const caught = code === 1;
    const fields = out.startsWith('{') ? named(out) : [];
    const right = mutant.field === undefined || fields.includes(mutant.field);
    if (!caught || !right) survivors++;
    const verdict = caught ? (right ? 'caught  ' : 'MISNAMED') : code === 2 ? 'CRASHED ' : 'SURVIVED';
    const first = [...new Set([mutant.field, ...fields])]
      .filter((field) => fields.includes(field))
      .slice(0, 3);
    console.log(`${verdict} ${mutant.what.padEnd(48)} ${first.join(', ') || 'nothing'}`);
  }
} finally {
  rmSync(COPY, { recursive: true, force: true });
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants caught with the field named.`);
process.exitCode = survivors === 0 ? 0 : 1;
