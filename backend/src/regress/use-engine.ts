import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loaded with `node --import`, before anything else: the engine is then the one built in the folder that
 * `HINDCAST_ENGINE` names.
 */
const folder = process.env.HINDCAST_ENGINE;
if (folder)
  register('./engine-hooks.js', import.meta.url, { data: `${pathToFileURL(resolve(folder)).href}/` });
