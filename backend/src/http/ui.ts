import { ServeStaticModule } from '@nestjs/serve-static';
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamicModule } from '@nestjs/common';

/** Where the built UI lies, seen from `src/http` and from `dist/http` alike. */
export const UI_ROOT = fileURLToPath(new URL('../../../frontend/build', import.meta.url));

/** Addresses that are never a page of the UI: what is missing there is a 404, not the start page. */
const NOT_A_PAGE = /^\/(api|_app|socket\.io)(\/|$)|\.[A-Za-z0-9]+$/;

const IMMUTABLE = `${sep}_app${sep}immutable${sep}`;

/** Files whose name holds their hash are kept for good; everything else is asked for again. */
function setCaching(response: ServerResponse, path: string): void {
  const kept = path.includes(IMMUTABLE) ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.setHeader('Cache-Control', kept);
}

/** The start page, or nothing when the UI has not been built. */
export function readIndexHtml(root: string): string | null {
  const index = join(root, 'index.html');
  return existsSync(index) ? readFileSync(index, 'utf8') : null;
}

/** Serves the built UI; deep links get its start page. */
export function uiModules(root: string): DynamicModule[] {
  if (readIndexHtml(root) === null) return [];
  return [
    ServeStaticModule.forRoot({
      rootPath: root,
      exclude: NOT_A_PAGE,
      serveStaticOptions: { setHeaders: setCaching, index: 'index.html' },
    }),
  ];
}
