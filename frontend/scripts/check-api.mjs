// Fails when what the page knows about the API is not what the built server says: both files are generated.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { describeServer } from '../../backend/dist/describe.js';

/** @param {string} path */
const read = (path) => readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8').catch(() => '');

const document = JSON.stringify(await describeServer(), null, 2);
const types = COMMENT_HEADER + astToString(await openapiTS(document));
const stale = [];
if ((await read('../../backend/openapi.json')) !== `${document}\n`) stale.push('backend/openapi.json');
if ((await read('../src/lib/api/schema.d.ts')) !== types) stale.push('frontend/src/lib/api/schema.d.ts');

if (stale.length > 0) {
  console.error(
    `Not what the server says: ${stale.join(', ')}. Run: npm run build && npm run generate:api -w frontend`,
  );
  process.exitCode = 1;
}
