// Writes openapi.json from the built server, without listening, without a database and without any dataset.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describeServer } from '../dist/describe.js';

const file = fileURLToPath(new URL('../openapi.json', import.meta.url));
const text = `${JSON.stringify(await describeServer(), null, 2)}\n`;
const before = await readFile(file, 'utf8').catch(() => '');
if (before !== text) await writeFile(file, text);
