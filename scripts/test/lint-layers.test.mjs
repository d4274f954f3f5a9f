import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { ROOT } from '../support/paths.mjs';

const eslint = new ESLint({ cwd: ROOT });

/** The rules broken by `code` if it stood in `file` (a file that exists: typed rules look it up). @param {string} file @param {string} code */
async function broken(file, code) {
  const [result] = await eslint.lintText(code, { filePath: file, warnIgnored: true });
  return result.messages.map((message) => message.ruleId ?? message.message);
}

/** Any source file in a folder: the typed rules want one that exists. @param {string} folder */
function someFile(folder) {
  const file = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).find(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );
  assert.ok(file, `${folder} holds no source file`);
  return join(folder, file);
}

const ENGINE = 'engine/src/time.ts';

const FORBIDDEN_IN_THE_ENGINE = {
  'a clock': ['export const t = Date.now();', 'no-restricted-globals'],
  'a timer': ['setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  'the process': ['export const e = process.env;', 'no-restricted-globals'],
  'the console': ["console.log('x');", 'no-restricted-globals'],
  'ambient randomness': ['export const r = Math.random();', 'no-restricted-properties'],
  'an approximated function': ['export const l = Math.log(2);', 'no-restricted-properties'],
  'an approximated function, taken out': [
    'const { exp } = Math;\nexport { exp };',
    'no-restricted-properties',
  ],
  'Math by another name': ['const m = Math;\nexport { m };', 'no-restricted-syntax'],
  'the rest of Math': ['const { abs, ...m } = Math;\nexport { abs, m };', 'no-restricted-syntax'],
  'the power operator': ['export const p = (x: number) => x ** 2;', 'no-restricted-syntax'],
  'a locale': ['export const s = (x: number) => x.toLocaleString();', 'no-restricted-syntax'],
  'a Node module': ["import 'node:fs';", 'no-restricted-imports'],
  'a Node module by its old name': ["import 'fs';", 'no-restricted-imports'],
  'the backend': ["import 'hindcast';", 'no-restricted-imports'],
  'the backend by path': ["import '../../backend/src/main.ts';", 'no-restricted-imports'],
  Nest: ["import '@nestjs/common';", 'no-restricted-imports'],
  Svelte: ["import 'svelte';", 'no-restricted-imports'],
  'a dynamic import': ["export const m = await import('./x.ts');", 'no-restricted-syntax'],
  any: ['export const a = (x: any) => String(x);', '@typescript-eslint/no-explicit-any'],
};

for (const [what, [code, rule]] of Object.entries(FORBIDDEN_IN_THE_ENGINE)) {
  test(`engine/src may not contain ${what}`, async () => {
    assert.ok((await broken(ENGINE, code)).includes(rule), `${rule} let this pass: ${code}`);
  });
}

test('engine/src may use what is exact', async () => {
  assert.deepEqual(
    await broken(
      ENGINE,
      'const { imul } = Math;\nexport const r = (x: number) => Math.sqrt(Math.abs(x)) * imul(x, 3);\n',
    ),
    [],
  );
});

test('approximated functions live in engine/src/statistics and engine/src/numeric', async () => {
  for (const folder of ['numeric', 'statistics']) {
    assert.deepEqual(await broken(someFile(`engine/src/${folder}`), 'export const l = Math.log(2);\n'), []);
  }
});

test('backend may not import the UI', async () => {
  for (const name of ['@hindcast/frontend', '../../../frontend/src/app.ts', 'svelte']) {
    const rules = await broken(someFile('backend/src'), `import '${name}';\n`);
    assert.deepEqual(rules, ['no-restricted-imports'], name);
  }
});

test('the UI may not import the backend or Node', async () => {
  for (const name of ['hindcast', '../../../backend/src/main.ts', '@nestjs/common', 'node:fs']) {
    const rules = await broken(someFile('frontend/src/lib/state'), `import '${name}';\n`);
    assert.deepEqual(rules, ['no-restricted-imports'], name);
  }
});

test('a focused test is refused', async () => {
  const spec = "import { it } from '@jest/globals';\nit.only('x', () => undefined);\n";
  assert.deepEqual(await broken(someFile('frontend/src/lib/state'), spec), ['no-restricted-syntax']);
});
