import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../support/paths.mjs';

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const files = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

/** All first groups of a pattern in a text. @param {string} text @param {RegExp} pattern */
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

for (const file of files) {
  const text = readFileSync(join(ROOT, file), 'utf8');

  test(`${file}: every link leads to a file that is there`, () => {
    const links = all(text, /\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g);
    const broken = links.filter((link) => !existsSync(join(ROOT, dirname(file), link)));
    assert.deepEqual(broken, []);
  });

  test(`${file}: every path of the repository that it names is there`, () => {
    const named = all(text, /`((?:engine|backend|frontend|e2e|scripts|datasets|docs)\/[^`\s*<>…]*)`/g);
    const gone = named.filter((path) => !existsSync(join(ROOT, path)));
    assert.deepEqual(gone, []);
  });

  test(`${file}: every npm script that it names is there`, () => {
    const named = all(text, /npm run ([\w:]+)(?! -w|[^`\n]* -w)/g);
    assert.deepEqual(
      named.filter((name) => !(name in MANIFEST.scripts)),
      [],
    );
  });
}
